import { SEVERITIES, type Finding } from '../../../model/finding.ts';
import type { Run } from '../../../model/run.ts';
import { shortKey } from '../../../inventory/keys.ts';
import type { Audience } from '../../../model/audience.ts';
import type { CountBySeverity, Digest, DigestEntry } from './content.ts';
import type { NotifiedEntry } from '../../contract.ts';
import { digestId } from './digest-id.ts';
import { entryOf } from './entries.ts';
import type { News } from './news.ts';
import { compareUrgency } from './order.ts';
import { rollUp } from './roll-ups.ts';
import { packNotified } from '../../notified-entry.ts';

/** Findings that one digest may report; the rest stays news for the next. */
const MOST_NOTIFIED = 2_000;
/** Bytes, so that a record stays under 350,000 with what it reports: an item of the table ends at 400 KB. */
const MOST_NOTIFIED_BYTES = 170_000;
const MOST_ROLL_UP_BYTES = 30_000;
const MOST_ENTRY_BYTES = 100_000;

type Frame = Pick<Digest, 'contacts' | 'coverage'> &
  Partial<
    Pick<
      Digest,
      'account' | 'link' | 'notCompared' | 'accounts' | 'accountsOmitted' | 'accountsTotal' | 'leftOut'
    >
  >;

/** A digest, and what it reports: listed or counted. */
export interface ComposedDigest {
  digest: Digest;
  notified: readonly NotifiedEntry[];
}

/** What all digests have in common: news in order, rolled up, cut to size, counted, under an id. */
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
  /** What it says besides findings; see {@link digestId}. */
  beside?: readonly string[];
  frame: Frame;
}): ComposedDigest {
  const ordered = input.news.toSorted((a, b) => compareUrgency(a.finding, b.finding));
  const notified = within(
    ordered.slice(0, MOST_NOTIFIED).map(({ finding }) => notifiedOf(finding)),
    MOST_NOTIFIED_BYTES,
    packNotified,
  );
  const now = ordered.slice(0, notified.length);
  const { entries, rollUps } = rollUp(now.map(entryOf), input.population);
  // Entries with a line of their own go first; the order is kept among what stays.
  const first = entries.toSorted((a, b) => Number(a.rolledUp) - Number(b.rolledUp));
  const fitting = new Set(within(first, MOST_ENTRY_BYTES, JSON.stringify));
  const kept = entries.filter((entry) => fitting.has(entry));
  const findings = now.map((each) => each.finding);
  const open = countOpen(findings);
  return {
    digest: {
      version: 2,
      kind: 'digest',
      id: digestId(input.audience, findings, input.beside),
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
      rollUps: within(rollUps, MOST_ROLL_UP_BYTES, JSON.stringify),
      postponed: ordered.length - now.length,
      stillOpen: countOpen(input.silent),
      fromNewerVersion: input.fromNewerVersion,
    },
    notified,
  };
}

/** Counts those that are open, by severity. */
export function countOpen(findings: readonly Pick<Finding, 'state' | 'severity'>[]): CountBySeverity {
  const counts = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { state, severity } of findings) if (state === 'open') counts[severity] += 1;
  return counts;
}

function countNews(news: readonly News[]): Digest['news'] {
  const counts = { new: 0, worse: 0, rung: 0, resolved: 0, deleted: 0 };
  for (const { kind } of news) counts[kind] += 1;
  return counts;
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

function notifiedOf(finding: Finding): NotifiedEntry {
  const { account, subject, rule, state, severity, rung } = finding;
  return {
    account,
    subject: shortKey(subject.id),
    rule,
    state,
    severity,
    ...(rung === undefined ? {} : { rung }),
  };
}
