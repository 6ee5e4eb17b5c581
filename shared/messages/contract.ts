import type { AccountKey } from '../model/account.ts';
import type { Audience } from '../model/audience.ts';
import type { FindingState, RuleId, Severity } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Run } from '../model/run.ts';

/** What a message reports of one finding: becomes the finding's `notified` mark once the message is sent. */
export interface NotifiedEntry {
  account: AccountKey;
  /** `shortKey` of the subject's id: with account and rule it names the finding's item. */
  subject: string;
  rule: RuleId;
  state: FindingState;
  severity: Severity;
  rung?: number | undefined;
  /** A roll-up counts it: it has no line of its own. */
  counted?: true | undefined;
}

/**
 * What messages are logged by, as Alertmanager's notification log is (receiver and group key). Messages of different
 * threads never wait for each other.
 */
export interface Thread {
  audience: Audience;
  /** The kind of message: `digest`. */
  kind: string;
  /** What it is about, by an id that stays the same: for a digest the word `findings`. */
  subject: string;
}

/** A message ready to be logged. */
export interface Composed {
  /** The same for the same content. */
  id: string;
  /** Plain JSON; the kind's `open` reads it. */
  content: unknown;
  notified: readonly NotifiedEntry[];
}

/**
 * A message in the log. `pending`: it may or may not have been published. `sent`: SNS took it on every topic.
 * `settled`: its findings are marked. Under 350,000 bytes as JSON with `notified` packed (`notified-entry.ts`), since
 * an item ends at 400 KB.
 */
export interface MessageRecord extends Composed, Thread {
  run: Pick<Run, 'id' | 'now'>;
  state: 'pending' | 'sent' | 'settled';
  /** Until then, by the real clock, the one who began or took over may publish. */
  leaseUntil: Instant;
  beganAt: Instant;
  /**
   * How often it may have been published without an answer, while it is pending: counted before each attempt, and not
   * counted where SNS refused it. Absent: once.
   */
  attempts?: number | undefined;
  /** The run of the thread's message before it; absent in the first. */
  follows?: Pick<Run, 'id' | 'now'> | undefined;
  /** Of the audience's topic. */
  messageId?: string | undefined;
  /** Topics that took it while it is still pending: SNS message ids by channel, `main` for the audience's topic. */
  published?: Readonly<Record<string, string>> | undefined;
  /** It lies where the previous release kept an audience's last digest. */
  formerSlot?: boolean | undefined;
}

/**
 * The record of what was sent to whom. Each thread has one message at a time: the next begins only where the last is
 * settled. So a rival that composed from older findings is turned away, and nothing is sent twice.
 */
export interface MessageLog {
  /**
   * The thread's newest message, read consistently; none if there never was one. Of a settled one only its id, run and
   * state are read, so that what it says can block nothing.
   */
  last(thread: Thread): Promise<MessageRecord | undefined>;
  /**
   * Puts a pending message in the place of `after`, the thread's last, in one conditional write: only if that is
   * still the last (same id and `beganAt`) and is settled; with `after` undefined, only if there is none.
   * @param isGivenUp `after` is pending and no longer published: it is replaced if its lease is still the same.
   * @returns `'mine'`, or the record that is there instead.
   */
  begin(
    record: MessageRecord,
    after: MessageRecord | undefined,
    isGivenUp?: boolean,
  ): Promise<'mine' | MessageRecord>;
  /**
   * Moves a pending message's lease and sets its attempts, if it is still pending and its lease is still
   * `record.leaseUntil`.
   * @returns whether it was moved.
   */
  takeOver(record: MessageRecord, leaseUntil: Instant, attempts: number): Promise<boolean>;
  /** Notes the topics that took a message while others still wait. Does nothing if it is not pending any more. */
  published(record: MessageRecord, published: Readonly<Record<string, string>>): Promise<void>;
  /**
   * pending → sent. Also when a rival took over meanwhile: SNS has it, so it need not be published again.
   * Does nothing if it is not pending any more or no longer the last.
   */
  sent(record: MessageRecord, messageId: string): Promise<void>;
  /**
   * Writes the audience's `notified` mark onto each finding (`digest` is the message's id, `at` the run's `now`).
   * Repeatable; never replaces one whose `at` is later; passes over findings that no longer exist.
   */
  markNotified(record: MessageRecord): Promise<void>;
  /** sent → settled. Does nothing if it is no longer the last, or settled already. */
  settled(record: MessageRecord): Promise<void>;
}
