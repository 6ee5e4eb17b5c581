import { acceptedReason } from '../config/expected-unreadable.ts';
import type { Config } from '../config/schema.ts';
import type { Finding } from '../model/finding.ts';
import type { Account } from '../model/account.ts';
import { isContinued } from '../model/listing.ts';
import type { Run, AccountSummary } from '../model/run.ts';
import { holdsNothing } from '../model/system-made.ts';
import type { Scan, Target } from '../model/target.ts';

/** The summary of an account before anything was counted. */
export function emptySummary(run: Pick<Run, 'id' | 'now'>): AccountSummary {
  return {
    runId: run.id,
    observedAt: run.now,
    skcs: {},
    findings: { low: 0, medium: 0, high: 0, critical: 0 },
    byRule: {},
    excluded: 0,
    stale: 0,
    foreign: 0,
    verdicts: { fails: 0, passes: 0, notApplicable: 0, unknown: 0 },
    unknown: { skcs: 0, byRule: {} },
    coverage: { planned: 0, complete: 0, partial: 0, denied: 0, failed: 0, accepted: 0 },
    vaults: { planned: 0, unreachable: 0 },
  };
}

/** Adds one finding. @param known False for one that only a newer version understands. */
export function count(summary: AccountSummary, finding: Finding, known = true): void {
  if (!known) {
    summary.foreign += 1;
    return;
  }
  if (finding.state !== 'open') return;
  if (finding.excluded !== undefined) {
    summary.excluded += 1;
    return;
  }
  summary.findings[finding.severity] += 1;
  summary.byRule[finding.rule] = (summary.byRule[finding.rule] ?? 0) + 1;
  if (finding.stale !== undefined) summary.stale += 1;
}

/**
 * A planned target whose scan never came in this run counts as failed. One that holds nothing, in an account that the
 * cloud made itself, is counted apart.
 */
export function cover(
  { coverage }: AccountSummary,
  target: Target,
  scan: Scan | undefined,
  run: Pick<Run, 'id' | 'now'>,
  config: Config,
  account: Pick<Account, 'systemMade'> = {},
): void {
  if (scan?.runId === run.id && holdsNothing(account, scan)) {
    coverage.systemMade = (coverage.systemMade ?? 0) + 1;
    return;
  }
  const outcome = scan?.runId === run.id ? scan.outcome : 'failed';
  coverage.planned += 1;
  coverage[outcome] += 1;
  if (outcome === 'complete') return;
  if (acceptedReason(config, target) !== undefined) coverage.accepted += 1;
  else if (scan?.runId === run.id && scan.awaiting !== undefined)
    coverage.awaiting = (coverage.awaiting ?? 0) + 1;
  else if (scan?.runId === run.id && isContinued(scan, run.now))
    coverage.continued = (coverage.continued ?? 0) + 1;
}

/** The same summary with all findings of the account counted again, since another run may have written some. */
export function recounted(
  summary: AccountSummary,
  findings: Iterable<Finding>,
  isKnown: (finding: Finding) => boolean,
): AccountSummary {
  const empty = emptySummary({ id: summary.runId, now: summary.observedAt });
  const { findings: none, byRule, excluded, stale, foreign } = empty;
  const next: AccountSummary = { ...summary, findings: none, byRule, excluded, stale, foreign };
  for (const finding of findings) count(next, finding, isKnown(finding));
  return next;
}
