import type { AccountKey } from '../model/account.ts';
import type { Audience, Digest } from '../model/digest.ts';
import type { FindingState, RuleId, Severity } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';

/** What a digest tells of one finding: becomes the finding's `told` once the digest is sent. */
export interface NotifiedEntry {
  account: AccountKey;
  /** `shortKey` of the subject's id: with account and rule it names the finding's item. */
  subject: string;
  rule: RuleId;
  state: FindingState;
  severity: Severity;
  rung?: number | undefined;
}

/** A digest with all that it tells, listed or counted. */
export interface Composed {
  digest: Digest;
  notified: readonly NotifiedEntry[];
}

/**
 * A digest in the ledger. `pending`: it may or may not have been published. `sent`: SNS took it. `settled`: its
 * findings are marked told. Under 350,000 bytes as JSON with `told` packed (`told.ts`), since an item ends at 400 KB.
 */
export interface DigestRecord extends Composed {
  audience: Audience;
  id: string;
  state: 'pending' | 'sent' | 'settled';
  /** Until then, by the real clock, the one who began or took over may publish. */
  leaseUntil: Instant;
  beganAt: Instant;
  messageId?: string | undefined;
}

/**
 * The record of what was sent to whom. Each audience has one digest at a time: the next begins only where the last is
 * settled. So a rival that composed from older findings is turned away, and nothing is told twice.
 */
export interface Ledger {
  /** The audience's newest digest, read consistently; none if there never was one. */
  last(audience: Audience): Promise<DigestRecord | undefined>;
  /**
   * Puts a pending digest in the place of `after`, the audience's last, in one conditional write: only if that is
   * still the last (same id and `beganAt`) and is settled; with `after` undefined, only if there is none.
   * @returns `'mine'`, or the record that stands there instead.
   */
  begin(record: DigestRecord, after: DigestRecord | undefined): Promise<'mine' | DigestRecord>;
  /**
   * Moves a pending digest's lease, if it is still pending and its lease is still `record.leaseUntil`.
   * @returns whether it was moved.
   */
  takeOver(record: DigestRecord, leaseUntil: Instant): Promise<boolean>;
  /**
   * pending → sent. Also when a rival took over meanwhile: SNS has it, so nobody need publish it again.
   * Does nothing if it is not pending any more or no longer the last.
   */
  sent(record: DigestRecord, messageId: string): Promise<void>;
  /**
   * Writes `told` onto each finding (`told.account` or `told.organisation`, by the record's audience; `digest` is
   * the id, `at` the digest's `run.now`). Repeatable; never replaces one whose `at` is later; passes over findings
   * that are no more.
   */
  markNotified(record: DigestRecord): Promise<void>;
  /** sent → settled. Does nothing if it is no longer the last, or settled already. */
  settled(record: DigestRecord): Promise<void>;
}
