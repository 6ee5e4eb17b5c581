import type { Problem } from '../model/target.ts';
import type { ReadTarget, TargetRule } from './contract.ts';
import { moved, notApplicable, passes, secondAfter } from './outcome.ts';

/** Two runs of the daily schedule: how long a good reading may stand without a new one. */
const STALE_DAYS = 2;

/**
 * The last reading was denied, failed or came only in part, or there never was one: at once. A good reading that no
 * later run repeated fails when it is older than two daily runs, strictly. High if the target holds privileged SKCs
 * or ones with an open critical finding, else medium. What config accepts as expected is not applicable.
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

/** An API that is off is named with the command that switches it on. */
const ENABLE = /gcloud services enable [\w.-]+ --project=[\w:.-]+/;

function stepToRead(problems: readonly Problem[], what: string): string {
  const byPolicy = problems.find((problem) => /service control policy/i.test(problem.message));
  if (byPolicy !== undefined)
    return `Allow ${word(byPolicy.operation)} in the service control policy, or accept it as expected.`;
  const enabling = problems.map(({ message }) => ENABLE.exec(message)?.[0]).find(Boolean);
  if (enabling !== undefined) return `Run: ${enabling}`;
  if (problems.some(({ code }) => code === 'unreachable'))
    return 'Let the collector through the vault’s firewall, give it a private endpoint, or accept it.';
  const missing = [...new Set(problems.flatMap((problem) => problem.missingPermission ?? []))].map(word);
  if (missing.length > 0)
    return `Grant ${missing.slice(0, 2).join(' and ')} to the reading role${missing.length > 2 ? ', and the others listed' : ''}.`;
  return `See the run’s log for ${word(what)} and run again.`;
}

/** Names from the cloud's errors, cut down to what a name can hold. */
function word(text: string): string {
  return text.replaceAll(/[^\w.:/ *-]/g, '').slice(0, 80);
}
