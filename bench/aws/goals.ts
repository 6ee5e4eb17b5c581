import { doubleGoals, listingGoal, memoryGoal, treeGoal, verifyingGoal, type Goal } from '../goals.ts';
import type { Run, Size } from '../size.ts';

/** An AWS estate: after the first run one without changes, then one after some of its SKCs changed. */
export interface AwsSize extends Size {
  runs: readonly [first: Run, unchanged: Run, changed: Run];
  targets: number;
  changedSkcs: number;
}

/** The two estates that are measured; the second has twice as many SKCs. */
export function awsGoals(single: AwsSize, double: AwsSize): Goal[] {
  const sizes = [single, double];
  return [
    listingGoal('SKCs', 'first', 360, sizes),
    listingGoal('SKCs', 'later', 240, sizes),
    verifyingGoal(sizes),
    {
      title: 'items written per target, unchanged',
      most: 2,
      measured: Math.max(...sizes.map(({ runs: [, { measured }], targets }) => measured.writes / targets)),
    },
    {
      title: 'items written per changed SKC',
      most: 3,
      measured: Math.max(...sizes.map(writesPerChange)),
    },
    memoryGoal(140, sizes),
    treeGoal(220, sizes),
    ...doubleGoals(single, double),
  ];
}

function writesPerChange({ runs: [, unchanged, changed], changedSkcs }: AwsSize): number {
  return (changed.measured.writes - unchanged.measured.writes) / changedSkcs;
}
