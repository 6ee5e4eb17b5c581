import type { Goal } from '../part.ts';
import type { Measured } from '../product.ts';

/** The runs over one size of estate. */
export interface Size {
  secrets: number;
  /** Number of secrets, keys, certificates and access keys. */
  skcs: number;
  first: Measured;
  unchanged: Measured;
  /** The run after 1 % of the SKCs changed. */
  changed: Measured;
  changedSkcs: number;
}

/** One region with three regional types, and access keys. */
const TARGETS = 4;

/** Operations that read one SKC precisely before a new finding is opened. */
const VERIFICATIONS = new Set([
  'secretsmanager:ListSecretVersionIds',
  'kms:ListKeyRotations',
  'iam:GetAccessKeyLastUsed',
  'iam:GetAccountSummary',
]);

export function isVerification(operation: string): boolean {
  return VERIFICATIONS.has(operation);
}

/** Calls of a run for listing and for verifying new findings. */
export function callsOf({ calls }: Measured): { listing: number; verification: number } {
  const counts = { listing: 0, verification: 0 };
  for (const [operation, count] of Object.entries(calls))
    counts[isVerification(operation) ? 'verification' : 'listing'] += count;
  return counts;
}

export function listingPerThousand(run: Measured, { skcs }: Pick<Size, 'skcs'>): number {
  return (callsOf(run).listing / skcs) * 1000;
}

/** Goals for the cost of a run; the worse of the two sizes counts. */
export function goalsOf(single: Size, double: Size): Goal[] {
  const worst = (of: (size: Size) => number) => Math.max(of(single), of(double));
  const calls = (run: Measured) => callsOf(run).listing + callsOf(run).verification;
  return [
    {
      title: 'listing calls per 1,000 SKCs, first run',
      most: 360,
      measured: worst((size) => listingPerThousand(size.first, size)),
    },
    {
      title: 'listing calls per 1,000 SKCs, later runs',
      most: 240,
      measured: worst((size) =>
        Math.max(listingPerThousand(size.unchanged, size), listingPerThousand(size.changed, size)),
      ),
    },
    {
      title: 'verifying calls per finding opened, first run',
      most: 1,
      measured: worst(({ first }) => callsOf(first).verification / first.opened),
    },
    {
      title: 'items written per target, unchanged',
      most: 2,
      measured: worst(({ unchanged }) => unchanged.writes / TARGETS),
    },
    {
      title: 'items written per changed SKC',
      most: 3,
      measured: worst(
        ({ changed, unchanged, changedSkcs }) => (changed.writes - unchanged.writes) / changedSkcs,
      ),
    },
    {
      title: 'peak MB of the process',
      most: 150,
      measured: worst(({ first, unchanged, changed }) =>
        Math.max(first.peakMb, unchanged.peakMb, changed.peakMb),
      ),
    },
    {
      title: 'calls at twice the size, first run',
      most: 2.2,
      measured: calls(double.first) / calls(single.first),
    },
    {
      title: 'CPU seconds at twice the size, first run',
      most: 2.2,
      measured: double.first.cpuSeconds / single.first.cpuSeconds,
    },
    {
      title: 'seconds at twice the size, first run',
      most: 2.2,
      measured: double.first.seconds / single.first.seconds,
      advisory: true,
    },
  ];
}
