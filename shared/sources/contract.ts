import type { RuleId } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Cloud } from '../model/account.ts';
import type { Kind, Skc, SkcField, SkcType, StoredSkc } from '../model/skc.ts';
import type { Problem, Target, TargetFacts } from '../model/target.ts';
import type { Traits } from './traits.ts';

/**
 * The code that lists and normalises one type of SKC. `Session` is what the cloud's sign-in gives
 * (`shared/clouds/`): it is bound to one account and hands out clients per location.
 */
export interface Source<Session> {
  type: SkcType;
  cloud: Cloud;
  kind: Kind;
  title: string;
  /** Read in every location of an account, or once (`location` is then `global`). */
  scope: 'regional' | 'global';
  /** What rules and the doctor ask instead of naming the type. */
  traits: Traits;
  /**
   * The next step for each rule that can fail on this type: one sentence of at most 100 characters for the person who
   * can act. A test derives from the traits which rules those are.
   */
  nextSteps: NextSteps;
  /** Address of the SKC's page in the cloud's console, in the partition or sovereign cloud that its id tells. */
  console(skc: Skc): string;
  /** Everything it may call, metadata only; roles and docs are derived from it. */
  permissions: readonly Permission[];
  /** Actions of the same service that hand out or use secret material: denied explicitly in every role. */
  denied: readonly string[];
  /** How its tags are read where its listing lacks them. Without it the listing gives them, or they do not exist. */
  tags?: TagReading<Session>;
  /** Bulk fields that lag or are coarse, and the one call that reads each exactly. */
  precise: readonly PreciseReading<Session>[];
  /**
   * Lists the target in bulk and yields normalised SKCs page by page. An error thrown ends the listing there: what
   * was yielded counts as read, and nothing may be marked absent. What could not be read of a single SKC goes into
   * its `unknown` and to `reading.problem`, and does not end the listing.
   */
  list(session: Session, reading: Reading): AsyncIterable<Skc[]>;
  /**
   * Asks for one SKC directly, after the listing came without it. `true` means the cloud answered "not found".
   * @throws the cloud's error when it could not be asked.
   */
  isGone(session: Session, skc: StoredSkc): Promise<boolean>;
}

/** By rule id. Pure. */
export type NextSteps = Readonly<Record<RuleId, (skc: Skc) => string>>;

/** What a source says of its type; everything but the code that reads. */
export type Declaration = Omit<Source<never>, 'precise' | 'list' | 'isGone' | 'tags'>;

export interface Permission {
  /** `secretsmanager:ListSecrets`; an Azure data action; a GCP permission. */
  action: string;
  /**
   * `list`: without it nothing is seen. `detail`: without it fields are unknown. `verify`: confirms a finding before it
   * opens. `absence`: confirms that an SKC is gone before it is recorded as deleted. Where one action serves several
   * uses, the first of them in this order.
   */
  use: 'list' | 'detail' | 'verify' | 'absence';
}

/** What a listing is given. */
export interface Reading {
  target: Target;
  now: Instant;
  /** The target's SKCs as the inventory has them, by id; read once, when first asked for. */
  known(): Promise<ReadonlyMap<string, StoredSkc>>;
  /** Records when the cloud made a listing that is not of this moment. */
  asOf(made: Instant): void;
  /** From then on something must be read again though the listing stays as it is: a policy that it does not show. */
  recheckAt(at: Instant): void;
  /** Records what a target is known for besides its SKCs: how a vault protects what it holds. */
  facts(facts: TargetFacts): void;
  /** Records something that could not be read; the scan is then `partial`. */
  problem(problem: Problem): void;
}

/** Tags that a listing lacks, read in bulk where something asks for them: calls grow with pages, never with SKCs. */
export interface TagReading<Session> {
  /** Granted only where the configuration asks for tags. */
  permission: string;
  /**
   * Reads the tags of a target to their end.
   * @returns those of one SKC; `{}` for one that has none.
   * @throws the cloud's error when they could not be read.
   */
  read(
    session: Session,
    target: Target,
  ): Promise<(skc: Pick<Skc, 'id' | 'details'>) => Record<string, string>>;
}

/** One fact that the listing gives coarsely, late or not at all, and the call that reads it exactly. */
export interface PreciseReading<Session> {
  field: SkcField;
  /** Why the bulk field is not enough; with the source of the fact. */
  why: string;
  /** Rules whose new findings it must confirm first. */
  confirms: readonly RuleId[];
  /** The call that `read` makes, for what is said when it fails: without it the source's first that verifies. */
  operation?: string | undefined;
  /** Fields that `read` returns, carried over from reading to reading as long as `holds`. */
  fields: readonly SkcField[];
  /** Whether a fact read precisely before still holds, given the SKC as it is listed now. */
  holds(before: Skc, now: Skc): boolean;
  /** One call. Returns the facts, exactly; throws the cloud's error. */
  read(session: Session, skc: Skc, now: Instant): Promise<Partial<Skc>>;
}
