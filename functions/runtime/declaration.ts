import type { Cloud } from '../../shared/model/account.ts';

/**
 * What a deployed function is: the folder's `function.ts` declares it, and the role, the place in the workflow, the
 * URL, the dashboard, the diagram of `docs/deployed.md` and the cost model are made from it.
 */
export interface FunctionDeclaration {
  /** The folder below `functions/`, whose `lambda.ts` is the code; the function is `skc-watch-<name>`. */
  name: string;
  /** What the role's description says. */
  does: string;
  /**
   * `step`: a task of the workflow. `web`: answers at a URL of its own. `once`: called when the stack is created.
   * `command`: called by a command of the CLI.
   */
  kind: 'step' | 'web' | 'once' | 'command';
  grants: Grants;
  memoryMb: number;
  /** Time limit. */
  seconds: number;
  /** Of a step. */
  place?: Place;
  /** Deployed only where the configuration names this cloud. */
  cloud?: Cloud;
  /**
   * Reads SKCs in accounts. Without it the clients of the sources are left out of the bundle: the function knows the
   * sources for what they declare.
   */
  reads?: true;
}

/** Where a step stands in the workflow. */
export interface Place {
  /** Called once a run, or in parallel for each batch of targets or each account of the plan. */
  per: 'run' | 'batch' | 'account';
  /** The step before it; the first has none. Steps of clouds, of which each batch takes one, may share it. */
  after?: string | undefined;
  /** The state's name, where it is another than the function's. */
  title?: string;
  /** What it is given of {@link StepInput}, besides `run`. */
  takes?: readonly StepInput[];
  /** The name under which a run's later steps find its answer; without it the answer is dropped. */
  gives?: string;
  /** Left out for accounts that left the organisation. */
  activeOnly?: true;
}

export type StepInput = 'execution' | 'unlisted';

/**
 * What one function's own code calls, by what it is called on; its role grants exactly this, and denies the rest. What
 * the sources and the finding of accounts call is declared there (`Source.permissions`, `PLAN_PERMISSIONS`).
 */
export interface Grants {
  table?: readonly string[];
  /** The bucket of plans and reports. */
  bucket?: readonly string[];
  /** The topics under the configured prefix. */
  topics?: readonly string[];
  /** The executions of the workflow. */
  executions?: readonly string[];
  /** The workflow itself. */
  workflow?: readonly string[];
  /** The schedule of the runs. */
  schedule?: readonly string[];
  /** Assumes the member role, and the role of the organisation where there is one. */
  assumesMembers?: true;
  /** Acts as the role that other clouds trust, and calls this as that role. */
  federates?: readonly string[];
  /** Has the sources' permissions in the own account. */
  readsOwnAccount?: true;
  /** Actions that know no narrower resource. */
  everywhere?: readonly string[];
  /** Keys of its own in KMS by name, which several functions may share, and what it may do with each. */
  keys?: Readonly<Record<string, readonly KeyAction[]>>;
}

/** A key that makes codes (HMAC), or one that signs: the actions say which it is. */
export type KeyAction = 'kms:GenerateMac' | 'kms:VerifyMac' | 'kms:Sign' | 'kms:Verify' | 'kms:GetPublicKey';

/**
 * The stack's own key, used only through the service that holds the data: DynamoDB's guide for customer managed keys
 * asks these of whoever uses a table, S3 and SNS ask for the last two.
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
