import type { PlannedAccount, Run } from '../../../model/run.ts';
import type { Coverage, Gaps, Unread } from './content.ts';
import { sanitize } from '../../../model/sanitize.ts';
import { vaultCoverage } from '../../../model/vaults.ts';
import type { Problem, Scan, ScanOutcome, Target } from '../../../model/target.ts';

type Place = Pick<Target, 'location' | 'source'>;

/** Unread targets are listed by cause; so many causes are listed. */
const CAUSES = 12;

/**
 * What a run read of an account. A planned target whose scan is not of this run counts as failed; what could not be
 * read is grouped by its cause, since one missing permission closes many targets.
 *
 * @param accepted config's reason to expect that a target cannot be read.
 */
export function coverageOf(
  account: PlannedAccount,
  scans: readonly Scan[],
  run: Pick<Run, 'id'>,
  accepted: (target: Target) => string | undefined,
): Coverage {
  const byPlace = new Map(scans.map((scan) => [place(scan), scan]));
  const causes = new Map<string, Unread>();
  let complete = 0;
  let awaiting: Coverage['awaiting'];
  for (const { location, source } of account.targets) {
    const found = byPlace.get(place({ location, source }));
    const scan = found?.runId === run.id ? found : undefined;
    if (scan?.outcome === 'complete') {
      complete += 1;
      continue;
    }
    const target = { account: account.key, cloud: account.cloud, location, source };
    if (scan?.awaiting !== undefined && accepted(target) === undefined) {
      awaiting = addAwaiting(awaiting, { targets: 1, permissions: scan.awaiting });
      continue;
    }
    const problem = scan === undefined ? NO_SCAN : (scan.problems[0] ?? UNEXPLAINED);
    const runs = scan?.unreadRuns ?? (found?.unreadRuns ?? 0) + 1;
    add(causes, cause(account, scan?.outcome ?? 'failed', problem, runs, accepted(target)), location, source);
  }
  for (const problem of account.problems)
    add(causes, { ...cause(account, 'failed', problem, 1, undefined), targets: 0 }, undefined, undefined);
  const all = [...causes.values()];
  const unexpected = all.filter((each) => each.accepted === undefined);
  const isOfSystem = account.systemMade === true;
  const unread = (isOfSystem ? all.filter((each) => each.accepted !== undefined) : all).toSorted(
    (a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined) || b.targets - a.targets,
  );
  const vaults = vaultCoverage(account, scans, run);
  return {
    planned: account.targets.length,
    complete,
    ...(vaults.planned === 0 ? {} : { vaults }),
    ...(awaiting === undefined ? {} : { awaiting }),
    ...gapsIn(
      'expected',
      all.filter((each) => each.accepted !== undefined),
    ),
    ...gapsIn('systemMade', isOfSystem ? unexpected : []),
    unread: unread.slice(0, CAUSES),
  };
}

function gapsIn(
  name: 'expected' | 'systemMade',
  unread: readonly Unread[],
): Pick<Coverage, 'expected' | 'systemMade'> {
  if (unread.length === 0) return {};
  return { [name]: { targets: unread.reduce((sum, { targets }) => sum + targets, 0), accounts: 1 } };
}

/** Of two accounts together. */
export function addGaps(a: Gaps | undefined, b: Gaps | undefined): Gaps | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { targets: a.targets + b.targets, accounts: a.accounts + b.accounts };
}

/** Of two accounts together. */
export function addAwaiting(a: Coverage['awaiting'], b: Coverage['awaiting']): Coverage['awaiting'] {
  if (a === undefined || b === undefined) return a ?? b;
  const permissions = [...new Set([...a.permissions, ...b.permissions])].toSorted();
  return { targets: a.targets + b.targets, permissions };
}

const NO_SCAN = { operation: '', code: 'no reading came' };
const UNEXPLAINED = { operation: '', code: 'no reason given' };

function place(target: Place): string {
  return `${target.location}|${target.source}`;
}

function cause(
  account: PlannedAccount,
  outcome: ScanOutcome,
  problem: Pick<Problem, 'operation' | 'code' | 'missingPermission'>,
  runs: number,
  accepted: string | undefined,
): Unread {
  return {
    account: account.key,
    outcome,
    code: sanitize(problem.code, 80),
    operation: sanitize(problem.operation, 80),
    ...(problem.missingPermission === undefined
      ? {}
      : { missingPermission: sanitize(problem.missingPermission, 120) }),
    targets: 1,
    locations: [],
    sources: [],
    runs,
    ...(accepted === undefined ? {} : { accepted: sanitize(accepted, 200) }),
  };
}

function add(
  causes: Map<string, Unread>,
  unread: Unread,
  location: string | undefined,
  source: string | undefined,
): void {
  const key = JSON.stringify([
    unread.outcome,
    unread.code,
    unread.operation,
    unread.missingPermission,
    unread.accepted,
  ]);
  const known = causes.get(key);
  if (known === undefined) causes.set(key, unread);
  else {
    known.targets += unread.targets;
    known.runs = Math.max(known.runs, unread.runs);
  }
  const group = known ?? unread;
  if (location !== undefined && !group.locations.includes(location)) group.locations.push(location);
  if (source !== undefined && !group.sources.includes(source)) group.sources.push(source);
}
