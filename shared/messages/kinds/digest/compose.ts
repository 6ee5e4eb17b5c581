import { SEVERITIES, type Finding } from '../../../model/finding.ts';
import type { AccountKey } from '../../../model/account.ts';
import type { Instant } from '../../../model/instant.ts';
import type { Run } from '../../../model/run.ts';
import { shortKey } from '../../../inventory/keys.ts';
import type { Audience } from '../../../model/audience.ts';
import type { CountBySeverity, Digest, DigestEntry } from './content.ts';
import type { NotifiedEntry } from '../../contract.ts';
import { digestId } from './digest-id.ts';
import { entryOf, timesOf } from './entries.ts';
import type { News } from './news.ts';
import { compareFindings } from '../../../rules/order.ts';
import { deal } from './deal.ts';
import { linesOf, type NewsLine } from './lines.ts';
import { rollUpOf } from './roll-ups.ts';
import { sanitize } from '../../../model/sanitize.ts';
import { packNotified } from '../../notified-entry.ts';

/** Lines of one digest: every channel shows all of them, so what is marked as notified was named. */
export const MOST_LINES = 25;
/** Findings that one digest may name; the rest stays news for the next. */
const MOST_NOTIFIED = 2_000;
/** Bytes, so that a record stays under 350,000 with what it reports: an item of the table ends at 400 KB. */
const MOST_NOTIFIED_BYTES = 170_000;
const MOST_ROLL_UP_BYTES = 30_000;
/** Bytes of the entries that have a line, which no channel leaves out. */
const MOST_LINE_BYTES = 60_000;
const MOST_ENTRY_BYTES = 80_000;

type Frame = Pick<Digest, 'contacts' | 'coverage'> &
  Partial<
    Pick<
      Digest,
      | 'account'
      | 'link'
      | 'notCompared'
      | 'accounts'
      | 'accountsOmitted'
      | 'accountsTotal'
      | 'leftOut'
      | 'newlyExcluded'
      | 'timeZones'
      | 'operators'
      | 'unknown'
    >
  >;

/** A digest, and what it names: each with a line of its own, or in a roll-up. */
export interface ComposedDigest {
  digest: Digest;
  notified: readonly NotifiedEntry[];
}

/**
 * What all digests have in common: news in order, rolled up, cut to size, counted, under an id. What it names is decided
 * here alone: every channel shows the same lines, and only what they name is marked as notified.
 */
export function compose(input: {
  audience: Audience;
  first: boolean;
  run: Pick<Run, 'id' | 'now'>;
  news: readonly News[];
  /** Open, not excluded, and nothing new. */
  silent: readonly Finding[];
  /** Open findings that only a newer version understands. */
  fromNewerVersion: number;
  population: (account: DigestEntry['account'], type: string) => number | undefined;
  /** Names of accounts, for the lines. */
  accountName: (account: AccountKey) => string | undefined;
  /** Whether the cloud itself made an account. */
  isSystemMade: (account: AccountKey) => boolean;
  /** When a message to this audience last named findings of an account. */
  lastNamedAt?: (account: AccountKey) => Instant | undefined;
  /** Whether the organisation gets it though the account's own contacts are notified. */
  isEscalated?: (finding: Finding) => boolean;
  /** What it says besides findings; see {@link digestId}. */
  beside?: readonly string[];
  frame: Frame;
}): ComposedDigest {
  const { first, population, isSystemMade } = input;
  const { now: runAt } = input.run;
  const nameOf = (account: AccountKey) => sanitize(input.accountName(account) ?? '', 100) || undefined;
  const compare = compareFindings(runAt);
  const ordered = input.news.toSorted((a, b) => compare(a.finding, b.finding));
  const room = new ByteRoom();
  const lines = deal(
    linesOf(ordered, { first, now: runAt, population, isSystemMade }),
    { lines: MOST_LINES, findings: mostNotified(ordered) },
    input.lastNamedAt ?? (() => undefined),
    (line) => room.takes(line),
  );
  const named = new Set(lines.flatMap(({ members }) => members));
  const now = ordered.filter((news) => named.has(news));
  const rolledUp = new Set(lines.flatMap(({ isRollUp, members }) => (isRollUp ? members : [])));
  const entries = now.map((news) => ({
    ...entryOf(news, nameOf(news.finding.account)),
    ...(input.isEscalated?.(news.finding) === true ? { escalated: true as const } : {}),
    rolledUp: rolledUp.has(news),
  }));
  // Entries with a line of their own go first; the order is kept among what stays.
  const ownFirst = entries.toSorted((a, b) => Number(a.rolledUp) - Number(b.rolledUp));
  const fitting = new Set(within(ownFirst, MOST_ENTRY_BYTES, JSON.stringify));
  const kept = entries.filter((entry) => fitting.has(entry));
  const postponed = ordered.filter((news) => !named.has(news));
  const findings = now.map((each) => each.finding);
  const open = countOpen(findings);
  const standing = [...ordered.map((news) => news.finding), ...input.silent].filter(
    ({ state }) => state === 'open',
  );
  return {
    digest: {
      version: 2,
      kind: 'digest',
      id: digestId(input.audience, now.map(saidOf), input.beside),
      audience: input.audience,
      first: input.first,
      ...input.frame,
      run: { id: input.run.id, now: input.run.now },
      severity: SEVERITIES.toReversed().find((severity) => open[severity] > 0) ?? 'none',
      open,
      news: countNews(now),
      rules: [...new Set(findings.map((finding) => finding.rule))].toSorted(),
      entries: kept,
      entriesOmitted: entries.length - kept.length,
      rollUps: lines.filter(({ isRollUp }) => isRollUp).map((line) => rollUpOf(line, nameOf(line.account))),
      postponed: postponed.length,
      ...(postponed.length === 0 ? {} : { postponedOpen: countOpen(postponed.map((news) => news.finding)) }),
      stillOpen: countOpen(input.silent),
      openInAll: countOpen(standing),
      ...mostUrgentOf(standing, compare, nameOf),
      fromNewerVersion: input.fromNewerVersion,
    },
    notified: now.map((news) => notifiedOf(news.finding, rolledUp.has(news))),
  };
}

function mostUrgentOf(
  open: readonly Finding[],
  compare: (a: Finding, b: Finding) => number,
  nameOf: (account: AccountKey) => string | undefined,
): Pick<Digest, 'mostUrgent'> {
  let first: Finding | undefined;
  for (const each of open) if (first === undefined || compare(each, first) < 0) first = each;
  if (first === undefined) return {};
  const { subject, rule, severity, account } = first;
  const accountName = nameOf(account);
  return {
    mostUrgent: {
      name: sanitize(subject.name, 200) || sanitize(subject.id, 200),
      rule,
      severity,
      ...timesOf(first),
      account,
      ...(accountName === undefined ? {} : { accountName }),
    },
  };
}

/** Counts those that are open, by severity. */
export function countOpen(findings: readonly Pick<Finding, 'state' | 'severity'>[]): CountBySeverity {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { state, severity } of findings) if (state === 'open') counts[severity] += 1;
  return counts;
}

function countNews(news: readonly News[]): Digest['news'] {
  const counts = { new: 0, worse: 0, rung: 0, resolved: 0, deleted: 0, unchanged: 0 };
  for (const { kind } of news) counts[kind] += 1;
  return counts;
}

/** Counts the bytes of chosen lines as the digest keeps them. */
class ByteRoom {
  #lines = MOST_LINE_BYTES;
  #rollUps = MOST_ROLL_UP_BYTES;

  /** Whether there is room for one more line, which then is taken. */
  takes(line: NewsLine): boolean {
    const [first] = line.members;
    if (first === undefined) return false;
    const bytes = Buffer.byteLength(JSON.stringify(line.isRollUp ? rollUpOf(line) : entryOf(first))) + 3;
    if (bytes > (line.isRollUp ? this.#rollUps : this.#lines)) return false;
    if (line.isRollUp) this.#rollUps -= bytes;
    else this.#lines -= bytes;
    return true;
  }
}

/** Findings that may be named, so that their marks fit in the record whatever their accounts' ids. */
function mostNotified(news: readonly News[]): number {
  let longest = 1;
  for (const { finding } of news)
    longest = Math.max(longest, Buffer.byteLength(packNotified(notifiedOf(finding, true))) + 3);
  return Math.min(MOST_NOTIFIED, Math.floor(MOST_NOTIFIED_BYTES / longest));
}

/** What is named again says the same as before: its date makes it another message. */
function saidOf({ kind, finding, was }: News): Parameters<typeof digestId>[1][number] {
  return kind === 'unchanged' ? { ...finding, againSince: was?.at } : finding;
}

/** The first items that, written so, take no more than `most` bytes together. */
function within<T>(items: readonly T[], most: number, write: (item: T) => string): T[] {
  let bytes = 0;
  const over = items.findIndex((item) => {
    // Three more for the quotes and the comma of a list.
    bytes += Buffer.byteLength(write(item)) + 3;
    return bytes > most;
  });
  return over === -1 ? [...items] : items.slice(0, over);
}

function notifiedOf(finding: Finding, counted: boolean): NotifiedEntry {
  const { account, subject, rule, state, severity, rung } = finding;
  return {
    account,
    subject: shortKey(subject.id),
    rule,
    state,
    severity,
    ...(rung === undefined ? {} : { rung }),
    ...(counted ? { counted: true as const } : {}),
  };
}
