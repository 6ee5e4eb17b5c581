import type { Measured } from './product.ts';

/** One estate and the runs over it. */
export interface Size {
  /** `50000 mixed, 200 vaults`. */
  estate: string;
  skcs: number;
  /** In order; the first one finds an empty table. */
  runs: readonly [Run, ...Run[]];
  /** Operations that read one SKC precisely before a new finding is opened; all others list. */
  verifies: (operation: string) => boolean;
}

export interface Run {
  /** `first`, `unchanged`. */
  title: string;
  measured: Measured;
}

/** Calls of a run for listing (signing in included) and for verifying new findings. */
export function callsOf(
  { verifies }: Pick<Size, 'verifies'>,
  { calls }: Pick<Measured, 'calls'>,
): { listing: number; verifying: number } {
  const counts = { listing: 0, verifying: 0 };
  for (const [operation, count] of Object.entries(calls))
    counts[verifies(operation) ? 'verifying' : 'listing'] += count;
  return counts;
}

/** Listing calls of a run per 1,000 SKCs. */
export function listingPerThousand(
  size: Pick<Size, 'verifies' | 'skcs'>,
  run: Pick<Measured, 'calls'>,
): number {
  return (callsOf(size, run).listing / size.skcs) * 1000;
}
