import { problemKindOf } from '../model/problem-kind.ts';
import { sanitize } from '../model/sanitize.ts';
import type { Problem } from '../model/target.ts';
import type { ReadTarget, TargetRule } from './contract.ts';
import { moved, notApplicable, passes, secondAfter, unknown } from './outcome.ts';

/** Two runs of the daily schedule: how old a complete reading may be. */
const STALE_DAYS = 2;

/**
 * The last reading was denied, failed or came only in part, or there never was one: at once. A good reading that no
 * later run repeated fails when it is older than two daily runs, strictly. High if the target holds privileged SKCs
 * or ones with an open critical finding, else medium. What config accepts as expected is not applicable.
 * Unknown while only permissions are missing that a new release asks for, and the reading role may lag behind.
 */
export const targetUnreadable: TargetRule = {
  id: 'target-unreadable',
  subject: 'target',
  title: 'It could not be read',
  about:
    'Secrets, keys or certificates of this account, location and type could not be read, or not all of them: what is wrong with them stays unknown. It names the permission, the policy or the API that is missing. Config can accept it as expected; the coverage figure never does.',
  judge(read, context) {
    if (read.accepted !== undefined)
      return notApplicable('Configuration accepts it as expected, under expectedUnreadable.');
    const { scan, target } = read;
    if (read.current && scan?.awaiting !== undefined)
      return unknown(
        [],
        `The reading role does not grant ${scan.awaiting.map(word).join(', ')} yet, new in this release.`,
      );
    if (scan !== undefined && scan.outcome === 'complete') {
      if (read.current) return passes([]);
      const staleAt = moved(scan.observedAt, STALE_DAYS);
      if (context.now <= staleAt) return passes([], secondAfter(staleAt));
    }
    return {
      verdict: 'fails',
      severity: read.criticalSkcs > 0 ? 'high' : 'medium',
      dueAt: scan?.lastListedAt ?? scan?.observedAt ?? context.now,
      because: whatHappened(read),
      action: stepToRead(scan?.problems ?? [], `${target.source} in ${target.location}`),
      restsOn: [],
    };
  },
};

function whatHappened({ scan }: ReadTarget): string {
  if (scan === undefined) return 'No run has read it.';
  if (scan.outcome === 'complete') return `It was last read on ${scan.observedAt.slice(0, 10)}.`;
  const said = {
    denied: 'Reading it was denied',
    failed: 'Reading it failed',
    partial: 'It was read in part',
  };
  const causes = new Set(
    scan.problems.map((problem) => `${word(problem.operation)} answered ${word(problem.code)}`),
  );
  if (causes.size === 0) return `${said[scan.outcome]}.`;
  const [first, ...others] = causes;
  return `${said[scan.outcome]}: ${first}${others.length === 0 ? '' : `, and ${others.length} more`}.`;
}

/** The kinds whose next step comes before a grant, since a grant has no effect there. */
const BEFORE_GRANTS = ['policy', 'disabled-api', 'unreachable'] as const;

function stepToRead(problems: readonly Problem[], what: string): string {
  for (const kind of BEFORE_GRANTS) {
    const problem = problems.find((each) => problemKindOf(each) === kind);
    if (problem !== undefined) return remedyOf(problem) ?? STEPS[kind];
  }
  const missing = [...new Set(problems.flatMap((problem) => problem.missingPermission ?? []))].map(word);
  if (missing.length > 0) return grant(missing);
  for (const problem of problems) {
    const remedy = remedyOf(problem);
    if (remedy !== undefined) return remedy;
  }
  if (problems.some((each) => problemKindOf(each) === 'throttled'))
    return 'Run again later: the cloud asked to call less often.';
  return fits(`See the run’s log for ${word(what)} and run again.`) ?? 'See the run’s log and run again.';
}

/** Where the problem itself names no next step, as one stored by an earlier release. */
const STEPS: Readonly<Record<(typeof BEFORE_GRANTS)[number], string>> = {
  policy: 'Ask for an exception from the policy that forbids it, or accept it as expected.',
  'disabled-api': 'Enable the API in the account, or accept it as expected.',
  unreachable: 'Make it reachable from the collector’s network, or accept it as expected.',
};

function remedyOf({ remedy }: Problem): string | undefined {
  return remedy === undefined ? undefined : fits(sanitize(remedy, LONGEST_ACTION + 1));
}

function grant(missing: readonly string[]): string {
  const others = missing.length > 2 ? ', and the others listed' : '';
  const [first = ''] = missing;
  return (
    fits(`Grant ${missing.slice(0, 2).join(' and ')} to the reading role${others}.`) ??
    fits(`Grant ${first} to the reading role${missing.length > 1 ? ', and the others' : ''}.`) ??
    `Grant ${first}.`
  );
}

const LONGEST_ACTION = 100;

function fits(text: string): string | undefined {
  return text.length <= LONGEST_ACTION ? text : undefined;
}

/** Names from the cloud's errors, cut down to what a name can hold. */
function word(text: string): string {
  return text.replaceAll(/[^\w.:/ *-]/g, '').slice(0, 80);
}
