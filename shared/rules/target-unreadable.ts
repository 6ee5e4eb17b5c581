import { isContinued } from '../model/listing.ts';
import { problemKindOf } from '../model/problem-kind.ts';
import { sanitize } from '../model/sanitize.ts';
import type { Problem } from '../model/target.ts';
import type { Context, Fails, ReadTarget, TargetRule } from './contract.ts';
import { moved, notApplicable, passes, secondAfter, unknown } from './outcome.ts';

/** Two runs of the daily schedule: how old a complete reading may be. */
const STALE_DAYS = 2;

/**
 * The last reading was denied, failed or was incomplete, or there never was one: fails at once. A complete reading that
 * no later run repeated fails when it is older than two daily runs, strictly. High if the target holds privileged SKCs
 * or ones with an open critical finding; low in an account that the cloud itself made, else medium. Not applicable where the configuration expects it. Unknown while
 * only permissions are missing that a new release needs, and reading roles may lag behind, and for up to seven days while
 * a long list is read over several runs.
 */
export const targetUnreadable: TargetRule = {
  id: 'target-unreadable',
  subject: 'target',
  title: 'Could not be read',
  wording: { states: 'could not be read' },
  lasting: { words: 'not read for # days', from: 'dueAt' },
  about:
    'SKCs of this account, location and type could not be read, or not all of them, so any problems with them remain unknown. The finding names the missing permission, the policy or the disabled API. The configuration can accept it as expected (`expectedUnreadable`), but it always counts in the coverage figure.',
  judge(read, context) {
    if (read.accepted !== undefined)
      return notApplicable('The configuration accepts it as expected, under expectedUnreadable.');
    const { scan, target } = read;
    if (read.current && scan?.awaiting !== undefined)
      return unknown(
        [],
        `The reading role does not yet grant ${scan.awaiting.map(word).join(', ')}, which this release needs.`,
      );
    if (read.current && scan !== undefined && isContinued(scan, context.now))
      return unknown(
        [],
        `Its list is long: ${scan.listing.seen} SKCs were read, and the next run continues.`,
      );
    if (scan !== undefined && scan.outcome === 'complete') {
      if (read.current) return passes([]);
      const staleAt = moved(scan.observedAt, STALE_DAYS);
      if (context.now <= staleAt) return passes([], secondAfter(staleAt));
    }
    return {
      verdict: 'fails',
      severity: read.criticalSkcs > 0 ? 'high' : read.systemMade ? 'low' : 'medium',
      ...sinceRead(read, context),
      because: whatHappened(read),
      action: stepToRead(scan?.problems ?? [], `${target.source} in ${target.location}`),
      restsOn: [],
    };
  },
};

/** Since the last complete listing; where there was none, nobody knows since when it cannot be read. */
function sinceRead({ scan }: ReadTarget, { now }: Pick<Context, 'now'>): Pick<Fails, 'dueAt' | 'dayUnknown'> {
  if (scan?.lastListedAt !== undefined) return { dueAt: scan.lastListedAt };
  return { dueAt: scan?.observedAt ?? now, dayUnknown: true };
}

function whatHappened({ scan }: ReadTarget): string {
  if (scan === undefined) return 'No run has read it.';
  if (scan.outcome === 'complete') return `It was last read on ${scan.observedAt.slice(0, 10)}.`;
  const said = {
    denied: 'Reading it was denied',
    failed: 'Reading it failed',
    partial: 'It was read only in part',
  };
  const causes = new Set(
    scan.problems.map((problem) => `${word(problem.operation)} answered ${word(problem.code)}`),
  );
  if (causes.size === 0) return `${said[scan.outcome]}.`;
  const [first, ...others] = causes;
  return `${said[scan.outcome]}: ${first}${others.length === 0 ? '' : `, and ${others.length} more`}.`;
}

/** The kinds of problem that granting a permission does not solve; their next step comes first. */
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
    return 'Run again later: the cloud throttled the calls.';
  return fits(`See the run’s log for ${word(what)} and run again.`) ?? 'See the run’s log and run again.';
}

/** Used when the problem itself has no next step, such as one stored by an earlier release. */
const STEPS: Readonly<Record<(typeof BEFORE_GRANTS)[number], string>> = {
  policy: 'Ask for an exception to the policy that forbids it, or accept it as expected.',
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

/** A name from a cloud's error, reduced to the characters of a name. */
function word(text: string): string {
  return text.replaceAll(/[^\w.:/ *-]/g, '').slice(0, 80);
}
