import type { Cloud } from '../../shared/model/account.ts';

/**
 * Declaration of a deployed function, in its folder's `function.ts`. Its role, place in the workflow, URL,
 * dashboard, the diagram in `docs/deployed.md` and the cost model are derived from it.
 */
export interface FunctionDeclaration {
  /** Its folder in `functions/`, which holds the handler `lambda.ts`. The deployed function is `skc-watch-<name>`. */
  name: string;
  /** Used in the role's description. */
  does: string;
  /**
   * `step`: a task of the workflow. `web`: serves its own URL. `once`: invoked when the stack is created.
   * `command`: invoked by a CLI command.
   */
  kind: 'step' | 'web' | 'once' | 'command';
  grants: Grants;
  memoryMb: number;
  /** Timeout. */
  seconds: number;
  /** Only for a `step`. */
  place?: Place;
  /** Deployed only where the configuration names this cloud. */
  cloud?: Cloud;
  /**
   * Reads SKCs in accounts. Without it the sources' clients are left out of the bundle, and only their declarations
   * can be used.
   */
  reads?: true;
}

/** A step's place in the workflow. */
export interface Place {
  /** Invoked once per run, or in parallel for each batch of targets or each account in the plan. */
  per: 'run' | 'batch' | 'account';
  /**
   * The preceding step; none for the first. The collect steps share one, since each batch goes to the step of its
   * cloud.
   */
  after?: string | undefined;
  /** The state's name, if it differs from the function's. */
  title?: string;
  /** The {@link StepInput}s it receives in addition to `run`. */
  takes?: readonly StepInput[];
  /** The name under which later steps find its result; without a name the result is dropped. */
  gives?: string;
  /** Skipped for accounts that left the organisation. */
  activeOnly?: true;
}

export type StepInput = 'execution' | 'unlisted' | 'unplanned';

/**
 * The actions that a function's own code calls, by resource. Its role grants exactly these and denies everything
 * else. Actions for sources and for finding accounts are declared in `Source.permissions` and `PLAN_PERMISSIONS`.
 */
export interface Grants {
  table?: readonly string[];
  /** The bucket of plans and reports. */
  bucket?: readonly string[];
  /** The topics with the configured prefix. */
  topics?: readonly string[];
  /** The topic of the second way of alarms, where one is configured. */
  watchdog?: readonly string[];
  /** Lambda's limits in the account of the stack. */
  limits?: readonly string[];
  /** The executions of the workflow. */
  executions?: readonly string[];
  /** The workflow itself. */
  workflow?: readonly string[];
  /** The schedule of the runs. */
  schedule?: readonly string[];
  /** Assumes the member role, and the organisation role if one is configured. */
  assumesMembers?: true;
  /** Assumes the role that other clouds trust, and calls these actions as that role. */
  federates?: readonly string[];
  /** Has the sources' permissions in the security account itself. */
  readsOwnAccount?: true;
  /** Actions that do not support a narrower resource. */
  everywhere?: readonly string[];
  /** KMS keys that it uses, by name, and the allowed actions. Functions may share a key. */
  keys?: Readonly<Record<string, readonly KeyAction[]>>;
}

/** Actions on an HMAC key or a signing key; the actions determine the key's type. */
export type KeyAction = 'kms:GenerateMac' | 'kms:VerifyMac' | 'kms:Sign' | 'kms:Verify' | 'kms:GetPublicKey';

/**
 * Use of the stack's own key, allowed only through the service that holds the data. Users of a table need these
 * according to DynamoDB's guide for customer managed keys; S3 and SNS need the last two.
 */
export const KEY_USE = {
  dynamodb: [
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:Decrypt',
    'kms:GenerateDataKey',
  ],
  s3: ['kms:Decrypt', 'kms:GenerateDataKey'],
  sns: ['kms:Decrypt', 'kms:GenerateDataKey'],
} as const;
