import type { RuleId } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Cloud } from '../model/account.ts';
import type { Kind, Skc, SkcField, SkcType, StoredSkc } from '../model/skc.ts';
import type { Problem, Target, TargetFacts } from '../model/target.ts';
import type { Traits } from './traits.ts';

/**
 * The code that lists and normalises one type of SKC. `Session` is the cloud's signed-in session for one account
 * (`shared/clouds/`), with clients per location.
 */
export interface Source<Session> {
  type: SkcType;
  cloud: Cloud;
  kind: Kind;
  title: string;
  /** Whether it is read in every location of an account or once (`location` is then `global`). */
  scope: 'regional' | 'global';
  /** What rules and the doctor use instead of naming the type. */
  traits: Traits;
  /**
   * The next step for each rule that can fail on this type: one sentence of at most 100 characters for the person
   * who can act. A test derives these rules from the traits.
   */
  nextSteps: NextSteps;
  /** URL of the SKC's page in the cloud's console, in its partition or sovereign cloud. */
  console(skc: Skc): string;
  /** Every permission it uses, metadata only; roles and docs are derived from this. */
  permissions: readonly Permission[];
  /** Actions of the same service that return or use secret material; explicitly denied in every role. */
  denied: readonly string[];
  /** Reads its tags, if the listing lacks them (`traits.tags` is `bulk`). */
  tags?: TagReading<Session>;
  /** Bulk fields that lag or are coarse, each with the call that reads it exactly. */
  precise: readonly PreciseReading<Session>[];
  /**
   * Lists the target in bulk and yields normalised SKCs page by page. A thrown error ends the listing: yielded SKCs
   * are kept, and nothing is marked absent. A listing that is too long for one call is continued by another: see
   * `reading.from` and `reading.continuesAt`. Problems with a single SKC are recorded in its `unknown` and with
   * `reading.problem`, and do not end the listing.
   */
  list(session: Session, reading: Reading): AsyncIterable<Skc[]>;
  /**
   * Whether the cloud refused the cursor with which a listing was continued, because it has expired: the listing then
   * begins again. Sources that give no cursors need none.
   */
  refusesCursor?(error: unknown): boolean;
  /**
   * Looks up one SKC by name after it was missing from the listing. `true` means that the cloud returned "not
   * found".
   * @throws the cloud's error if the lookup failed.
   */
  isGone(session: Session, skc: StoredSkc): Promise<boolean>;
}

/** By rule id. Pure. */
export type NextSteps = Readonly<Record<RuleId, (skc: Skc) => string>>;

/** What a source declares about its type; everything but the code that reads it. */
export type Declaration = Omit<Source<never>, 'precise' | 'list' | 'refusesCursor' | 'isGone' | 'tags'>;

export interface Permission {
  /** `secretsmanager:ListSecrets`; an Azure data action; a GCP permission. */
  action: string;
  /**
   * `list`: needed to list anything. `detail`: without it fields are unknown. `verify`: confirms a finding before
   * it opens. `absence`: confirms that an SKC is gone before it is recorded as deleted. An action with several uses
   * has the first of them in this order.
   */
  use: 'list' | 'detail' | 'verify' | 'absence';
}

/** Input and callbacks of a listing. */
export interface Reading {
  target: Target;
  now: Instant;
  /** Where to continue: a cursor of an earlier reading of the same listing. Undefined: begin. */
  from?: string | undefined;
  /**
   * Called before a page is yielded that is not the last: where a later call continues after it. A source that never
   * calls it is always read in one call.
   * @param cursor Any text of the source; it is stored.
   */
  continuesAt(cursor: string): void;
  /** The target's SKCs in the inventory, by `idKey`; loaded once, on first use. */
  known(): Promise<ReadonlyMap<string, StoredSkc>>;
  /** Records when the cloud generated the listing, if that is not now. */
  asOf(made: Instant): void;
  /**
   * Requests another reading at this time even if the listing is unchanged, for facts that the listing does not
   * show.
   */
  recheckAt(at: Instant): void;
  /** Records facts about the target itself, such as a vault's protection settings. */
  facts(facts: TargetFacts): void;
  /** Records a problem; the scan is then `partial`. */
  problem(problem: Problem): void;
}

/** Reads tags in bulk if the listing lacks them and the configuration needs them. Calls grow with pages, not with SKCs. */
export interface TagReading<Session> {
  /** Granted only if the configuration needs tags. */
  permission: string;
  /**
   * Reads all tags of a target.
   * @returns a function that returns the tags of one SKC, `{}` if it has none.
   * @throws the cloud's error if they could not be read.
   */
  read(
    session: Session,
    target: Target,
  ): Promise<(skc: Pick<Skc, 'id' | 'details'>) => Record<string, string>>;
}

/** A fact that is coarse, late or missing in the listing, and the call that reads it exactly. */
export interface PreciseReading<Session> {
  field: SkcField;
  /** Why the bulk field is not enough, with the source of that fact. */
  why: string;
  /** Rules whose new findings need this reading first. */
  confirms: readonly RuleId[];
  /** The call that `read` makes, for error messages. Default: the source's first `verify` permission. */
  operation?: string | undefined;
  /**
   * Set where it is also read where no finding depends on it, once for each SKC, over the runs from the day after its
   * discovery: one of a target in each run, and another whenever this says that the session has a call to spare.
   */
  mayReadLater?: ((session: Session) => boolean) | undefined;
  /** The listing is exact too, and no call is made, if the cloud made it at most so many minutes before the run. */
  exactForMinutes?: number | undefined;
  /** Fields that `read` returns. They are carried over to later readings while `holds` is true. */
  fields: readonly SkcField[];
  /** Whether a precise fact is still valid, given the SKC in the current listing. */
  holds(before: Skc, now: Skc): boolean;
  /**
   * Makes one call and returns the exact facts, or `gone` if the cloud says that the SKC no longer exists.
   * @throws the cloud's error.
   */
  read(session: Session, skc: Skc, now: Instant): Promise<Partial<Skc> | 'gone'>;
}
