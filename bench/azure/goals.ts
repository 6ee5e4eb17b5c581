import { diskGoal, doubleGoals, listingGoal, memoryGoal, type Goal } from '../goals.ts';
import type { Size } from '../size.ts';

/** By kind: maximum listing calls per 1,000 SKCs on a first run and on later runs. */
const MOST = {
  secrets: { first: 60, later: 60 },
  keys: { first: 1100, later: 150 },
  certificates: { first: 1100, later: 150 },
} as const;
export type AzureKind = keyof typeof MOST;

/** The estates that are measured. */
export interface AzureSizes {
  /** Each kind separately. */
  kinds: Readonly<Record<AzureKind, Size>>;
  /** All kinds; the second has twice as many. */
  mixed: readonly [Size, Size];
  /** Largest number of concurrent requests to one vault. */
  crowd: number;
}

export function azureGoals({ kinds, mixed, crowd }: AzureSizes): Goal[] {
  return [
    ...kindGoals('secrets', kinds.secrets),
    ...kindGoals('keys', kinds.keys),
    ...kindGoals('certificates', kinds.certificates),
    { title: 'requests at once to one vault', most: 8, measured: crowd },
    memoryGoal(140, mixed),
    diskGoal(300, mixed),
    ...doubleGoals(...mixed),
  ];
}

function kindGoals(kind: AzureKind, size: Size): Goal[] {
  const { first, later } = MOST[kind];
  return [listingGoal(kind, 'first', first, [size]), listingGoal(kind, 'later', later, [size])];
}
