import type { Measured } from './product.ts';

/** The runs over one size of estate. */
export interface Size {
  secrets: number;
  /** Secrets, keys, certificates and access keys together. */
  skcs: number;
  first: Measured;
  unchanged: Measured;
  /** After 1 % of the SKCs was changed. */
  changed: Measured;
  changedSkcs: number;
}

export interface Goal {
  title: string;
  most: number;
  measured: number;
  /** Told, but not asked for: seconds depend on the machine. */
  advisory?: boolean;
}

/** One region with three regional types, and access keys. */
const TARGETS = 4;

/** Operations that read one SKC precisely before a new finding opens. */
const VERIFICATIONS = new Set([
  'secretsmanager:ListSecretVersionIds',
  'kms:ListKeyRotations',
  'iam:GetAccessKeyLastUsed',
  'iam:GetAccountSummary',
]);

export function isMet({ most, measured }: Goal): boolean {
  return measured <= most;
}

export function isVerification(operation: string): boolean {
  return VERIFICATIONS.has(operation);
}

/** Calls of a run: those of listing, and those made to verify new findings. */
export function callsOf({ calls }: Measured): { listing: number; verification: number } {
  const counts = { listing: 0, verification: 0 };
  for (const [operation, count] of Object.entries(calls))
    counts[isVerification(operation) ? 'verification' : 'listing'] += count;
  return counts;
}

export function listingPerThousand(run: Measured, { skcs }: Pick<Size, 'skcs'>): number {
  return (callsOf(run).listing / skcs) * 1000;
}

/** Issue 3, section 9. */
export function goalsOf(single: Size, double: Size): Goal[] {
  const goals = [single, double].flatMap((size): Goal[] => {
    const of = (title: string) => `${title}, ${size.secrets} secrets`;
    const { first, unchanged, changed } = size;
    const peaks = [first, unchanged, changed].map((run) => run.peakMb);
    return [
      {
        title: of('listing calls per 1,000 SKCs, first run'),
        most: 360,
        measured: listingPerThousand(first, size),
      },
      {
        title: of('listing calls per 1,000 SKCs, later runs'),
        most: 240,
        measured: Math.max(listingPerThousand(unchanged, size), listingPerThousand(changed, size)),
      },
      {
        title: of('verifying calls per finding opened, first run'),
        most: 1,
        measured: callsOf(first).verification / first.opened,
      },
      { title: of('items written per target, unchanged'), most: 2, measured: unchanged.writes / TARGETS },
      {
        title: of('items written per changed SKC'),
        most: 3,
        measured: (changed.writes - unchanged.writes) / size.changedSkcs,
      },
      { title: of('peak MB of the process'), most: 150, measured: Math.max(...peaks) },
    ];
  });
  const calls = (run: Measured) => callsOf(run).listing + callsOf(run).verification;
  return [
    ...goals,
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
