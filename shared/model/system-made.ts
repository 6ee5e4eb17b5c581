import type { Account } from './account.ts';
import { problemKindOf } from './problem-kind.ts';
import type { Scan } from './target.ts';

/**
 * Pure: whether a target holds nothing to read because its cloud made the account itself and its API was never on, as in
 * a project of Apps Script. It is counted apart, once for all, and is no gap.
 */
export function holdsNothing(
  { systemMade }: Pick<Account, 'systemMade'>,
  scan: Pick<Scan, 'outcome' | 'problems'> | undefined,
): boolean {
  return (
    systemMade === true &&
    scan?.outcome === 'failed' &&
    scan.problems.length > 0 &&
    scan.problems.every((problem) => problemKindOf(problem) === 'disabled-api')
  );
}
