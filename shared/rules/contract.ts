import type * as z from 'zod';
import type { PlannedAccount } from '../model/run.ts';
import type { RuleId, Severity } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Mark } from '../model/mark.ts';
import type { Skc, SkcField } from '../model/skc.ts';
import type { Scan, Target } from '../model/target.ts';
import type { TopicSubscriptions } from '../model/contact.ts';
import type { Declaration } from '../sources/contract.ts';
import type { Declarations } from '../sources/declarations.ts';

/** What a rule says of one subject at one instant. */
export type Outcome = Fails | Passes | NotApplicable | Unknown;

export interface Fails {
  verdict: 'fails';
  severity: Severity;
  dueAt: Instant;
  /** True if nobody knows when it began: `dueAt` is then only when a run first saw it. */
  dayUnknown?: true;
  /** From when a duration in words counts, if not from `dueAt`: the last use of what is unused. */
  since?: Instant | undefined;
  /** Lowest step of the ladder that was crossed; lower numbers are worse. Undefined if the rule has no ladder. */
  rung?: number | undefined;
  /** One sentence of facts that stays true on other days: dates, no "in 3 days". */
  because: string;
  action: string;
  /** Fields of the SKC that the verdict rests on. */
  restsOn: readonly SkcField[];
}

export interface Passes {
  verdict: 'passes';
  /** When it will fail by the clock alone, facts staying as they are; none if never. */
  failsAt?: Instant | undefined;
  restsOn: readonly SkcField[];
}

export interface NotApplicable {
  verdict: 'not applicable';
  because: string;
  /** The rule that reports the same SKC in its place. */
  insteadBy?: RuleId | undefined;
}

export interface Unknown {
  verdict: 'unknown';
  because: string;
  /** The fields that are missing. A precise reading of one of them may settle the verdict. */
  missing: readonly SkcField[];
  /** Its target was not read in the run: every rule is unknown, whatever the last known facts say. */
  notRead?: true;
  /** The rule threw this error: a mistake in the rule, or facts that it does not expect. */
  thrown?: string;
}

/** `thresholds` of the configuration, by rule id. Each rule parses its own part. */
export type RuleSettings = Readonly<Record<string, unknown>>;

/** What is known besides an SKC. A rule is given only what it names in `needs`. */
export interface Related {
  /** What people said of the SKC. */
  marks?: readonly Mark[];
  /** What other SKCs of the account say of it; absent where a reading alone is judged. Every rule is given it. */
  siblings?: Siblings;
}

/** What a rule can name in `needs`. */
export type Need = Exclude<keyof Related, 'siblings'>;

/** What follows for an SKC from the others of its account. */
export interface Siblings {
  /**
   * Of a replica: its primary was `read`, so that its rotation and use are judged there; it was not, and this copy is
   * judged in its place (`here`), or another copy is (`elsewhere`).
   */
  primary?: 'read' | 'here' | 'elsewhere';
  /** Of a short-lived credential of which its holder has at least three alike: a program makes them. */
  machineMade?: MachineMade;
}

export interface MachineMade {
  /** Set on one credential of the account, if programs stopped making them: it is judged for all of them. */
  stopped?: {
    /** Credentials of all programs that stopped. */
    credentials: number;
    /** Principals or vaults that hold them. */
    holders: number;
    lastMadeAt: Instant;
  };
}

export interface Context {
  now: Instant;
  settings: RuleSettings;
  /** What the sources declare of each type: rules ask it instead of naming types. */
  declared: Declarations;
}

/** What a rule over an SKC is given: the context, and what the SKC's own source declares. */
export interface SkcContext extends Context {
  source: Declaration;
  /** What the rule names in `needs`; nothing where only a reading is judged, as before a precise reading. */
  related: Related;
}

/** A few words after the name of a thing. */
export interface Wording {
  /** Where no time belongs to it: `is not rotated automatically`. */
  states?: string;
  /** While `dueAt` lies ahead; a day and hour follow: `expires`. */
  ahead?: string;
  /** Once `dueAt` has passed; a day and hour follow, or so many days `ago`: `expired`. */
  past?: string;
}

interface RuleBase {
  id: RuleId;
  title: string;
  /** What it means and why it matters: one paragraph for the docs. */
  about: string;
  /** The schema of `thresholds.<id>` in the configuration; set by `withSettings`. */
  settings?: z.ZodType | undefined;
  /** True if no exclusion hides its findings. */
  neverExcluded?: boolean;
  /** How messages and screens say it of a thing; by default its title in lower case. */
  wording?: Wording;
  /** True if `dueAt` is an end, which is then so many days `ago`; else the state has lasted `for` so many days. */
  dueAtIsEnd?: boolean;
  /** True if whoever should not have the SKC can use it now: before all that has still time. */
  isExposure?: boolean;
  /** How long its state has lasted, in words, and from where the number of days counts. */
  lasting?: { words: `${string}# days${string}`; from: 'dueAt' | 'since' };
}

/** A rule over one SKC: pure, its clock is `context.now`. */
export interface SkcRule extends RuleBase {
  subject: 'skc';
  /** What it asks for besides the SKC. */
  needs?: readonly Need[];
  judge(skc: Skc, context: SkcContext): Outcome;
  /** True if it is judged by the last known dates while the target cannot be read: findings open and become more severe. */
  judgedWhileUnread?: boolean;
  /** True if it also judges an SKC that its own expiry destroyed: that is an outage, not a resolution. */
  judgesAfterExpiry?: boolean;
  /** True if it judges every copy: replicas, and what another cloud service owns. */
  judgesEveryCopy?: boolean;
  /** True if a replica has it from its primary: rotation, age and use. It is then judged there, where that was read. */
  followsPrimary?: boolean;
  /** True if it judges an end. One that a tag names is the same on every copy, so it is judged on the primary. */
  judgesEnd?: boolean;
  /** True if it judges how long something lives or is used: of credentials that a program makes, one is judged for all. */
  judgesLifetime?: boolean;
  /**
   * True if it reports that nothing limits the life of the SKC: its version is too old, its rotation is off, or it has
   * no expiry. Only one such rule reports an SKC, the first in the registry, and none reports what another cloud
   * service owns and rotates.
   */
  reportsMissingLimit?: boolean;
  /** The rules whose findings on the same SKC its own finding replaces, or all findings that are less severe. */
  replaces?: readonly RuleId[] | 'less severe';
}

/** A target as the rules see it: planned by the run, with its scan if one came. */
export interface ReadTarget {
  target: Target;
  /** None when the planned scan never came: counts as failed. */
  scan: Scan | undefined;
  /** Whether `scan` is of the run being evaluated. */
  current: boolean;
  /** Known SKCs of the target with an open critical finding, or privileged. */
  criticalSkcs: number;
  /** True if the cloud itself made its account. */
  systemMade?: boolean;
  /** Config's reason to expect that it cannot be read. */
  accepted: string | undefined;
}

export interface TargetRule extends RuleBase {
  subject: 'target';
  judge(target: ReadTarget, context: Context): Outcome;
}

/** An account with what is known of its contacts. */
export interface AccountContacts {
  account: PlannedAccount;
  contacts: number;
  /** Of its topic; undefined when subscriptions could not be read. */
  topic: Pick<TopicSubscriptions, 'confirmed' | 'pending'> | undefined;
}

export interface AccountRule extends RuleBase {
  subject: 'account';
  judge(account: AccountContacts, context: Context): Outcome;
}

export type Rule = SkcRule | TargetRule | AccountRule;
