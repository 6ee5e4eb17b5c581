import { SEVERITIES, type Finding } from '../model/finding.ts';
import type { Run } from '../model/run.ts';
import { shortKey } from '../inventory/keys.ts';
import type { Audience, CountBySeverity, Digest, DigestEntry } from '../model/digest.ts';
import type { Composed, ToldEntry } from './contract.ts';
import { digestId } from './digest-id.ts';
import { entryOf } from './entries.ts';
import type { News } from './news.ts';
import { compareUrgency } from './order.ts';
import { rollUp } from './roll-ups.ts';

/** Findings that one digest may tell; the rest stays news for the next. */
const MOST_TOLD = 2_000;
/** Bytes of JSON that the entries may take, so that a record stays under 350,000 with what it tells. */
const MOST_ENTRY_BYTES = 150_000;

type Frame = Pick<Digest, 'contacts' | 'coverage'> &
  Partial<Pick<Digest, 'account' | 'link' | 'accounts' | 'accountsOmitted' | 'accountsTotal'>>;

/** What both kinds of digest have in common: news in order, rolled up, cut to size, counted, under an id. */
export function compose(input: {
  audience: Audience;
  first: boolean;
  run: Pick<Run, 'id' | 'now'>;
  news: readonly News[];
  /** Open, not excluded, and nothing new. */
  silent: readonly Finding[];
  population: (account: DigestEntry['account'], type: string) => number | undefined;
  frame: Frame;
}): Composed {
  const ordered = input.news.toSorted((a, b) => compareUrgency(a.finding, b.finding));
  const now = ordered.slice(0, MOST_TOLD);
  const { entries, rollUps } = rollUp(now.map(entryOf), input.population);
  const kept = withinBytes(entries);
  const findings = now.map((each) => each.finding);
  const open = countOpen(findings);
  return {
    digest: {
      version: 1,
      id: digestId(input.audience, findings),
      audience: input.audience,
      kind: input.first ? 'first' : 'news',
      ...input.frame,
      run: { id: input.run.id, now: input.run.now },
      severity: SEVERITIES.toReversed().find((severity) => open[severity] > 0) ?? 'none',
      open,
      news: countNews(now),
      rules: [...new Set(findings.map((finding) => finding.rule))].toSorted(),
      entries: kept,
      entriesOmitted: entries.length - kept.length,
      rollUps,
      postponed: ordered.length - now.length,
      stillOpen: countOpen(input.silent),
    },
    told: findings.map(toldOf),
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

/** Entries with a line of their own go first; order is kept among what stays. */
function withinBytes(entries: readonly DigestEntry[]): DigestEntry[] {
  const kept = new Set<DigestEntry>();
  let bytes = 0;
  for (const entry of [
    ...entries.filter((each) => !each.rolledUp),
    ...entries.filter((each) => each.rolledUp),
  ]) {
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (bytes > MOST_ENTRY_BYTES) break;
    kept.add(entry);
  }
  return entries.filter((entry) => kept.has(entry));
}

function toldOf(finding: Finding): ToldEntry {
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
