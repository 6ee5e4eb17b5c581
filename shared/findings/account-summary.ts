import { acceptedReason } from '../config/expected-unreadable.ts';
import type { Config } from '../config/schema.ts';
import type { Finding } from '../model/finding.ts';
import type { Run, Standing } from '../model/run.ts';
import type { Scan, Target } from '../model/target.ts';

/** How an account stands before anything of it was counted. */
export function emptyStanding(run: Pick<Run, 'id' | 'now'>): Standing {
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
    coverage: { planned: 0, complete: 0, partial: 0, denied: 0, failed: 0, accepted: 0 },
    vaults: { planned: 0, unreachable: 0 },
  };
}

/** Adds one finding. @param known False for one that only a newer version understands. */
export function count(standing: Standing, finding: Finding, known = true): void {
  if (!known) {
    standing.foreign += 1;
    return;
  }
  if (finding.state !== 'open') return;
  if (finding.excluded !== undefined) {
    standing.excluded += 1;
    return;
  }
  standing.findings[finding.severity] += 1;
  standing.byRule[finding.rule] = (standing.byRule[finding.rule] ?? 0) + 1;
  if (finding.stale !== undefined) standing.stale += 1;
}

/** A planned target whose scan never came in this run counts as failed. */
export function cover(
  { coverage }: Standing,
  target: Target,
  scan: Scan | undefined,
  run: Pick<Run, 'id'>,
  config: Config,
): void {
  const outcome = scan?.runId === run.id ? scan.outcome : 'failed';
  coverage.planned += 1;
  coverage[outcome] += 1;
  if (outcome === 'complete') return;
  if (acceptedReason(config, target) !== undefined) coverage.accepted += 1;
  else if (scan?.runId === run.id && scan.awaiting !== undefined)
    coverage.awaiting = (coverage.awaiting ?? 0) + 1;
}

/** The same standing with the account's findings counted again: all of them, since another run may have written some. */
export function recounted(
  standing: Standing,
  findings: Iterable<Finding>,
  isKnown: (finding: Finding) => boolean,
): Standing {
  const empty = emptyStanding({ id: standing.runId, now: standing.observedAt });
  const { findings: none, byRule, excluded, stale, foreign } = empty;
  const next: Standing = { ...standing, findings: none, byRule, excluded, stale, foreign };
  for (const finding of findings) count(next, finding, isKnown(finding));
  return next;
}
