import type { Goal } from '../part.ts';
import type { GcpSize } from './gcp.ts';

/** Calls that list with Cloud Asset Inventory; all other calls confirm one fact before a new finding is opened. */
const BY_INVENTORY = new Set(['cloudasset:ListAssets', 'cloudresourcemanager:SearchProjects']);

/** Calls of a run for listing and for verifying new findings. */
export function callsOf(
  { assetInventory }: Pick<GcpSize, 'assetInventory'>,
  { calls }: GcpSize['first'],
): { listing: number; verification: number } {
  const counts = { listing: 0, verification: 0 };
  for (const [operation, count] of Object.entries(calls))
    counts[assetInventory && !BY_INVENTORY.has(operation) ? 'verification' : 'listing'] += count;
  return counts;
}

export interface GcpSizes {
  byServices: GcpSize;
  byInventory: GcpSize;
  single: GcpSize;
  double: GcpSize;
}

/** Goals for the cost of a run; the worse of the first and the later run counts. */
export function goalsOf({ byServices, byInventory, single, double }: GcpSizes): Goal[] {
  const perThousand = (size: GcpSize) =>
    Math.max(...[size.first, size.later].map((run) => (callsOf(size, run).listing / size.skcs) * 1000));
  const verification = callsOf(double, double.first).verification / double.first.opened;
  return [
    {
      title: 'listing calls per 1,000 SKCs by Cloud Asset Inventory',
      most: 20,
      measured: Math.max(perThousand(byInventory), perThousand(double)),
    },
    {
      title: 'listing calls per 1,000 SKCs by the services',
      most: 1050,
      measured: perThousand(byServices),
    },
    { title: 'verifying calls per finding opened, first run', most: 1, measured: verification },
    {
      title: `peak MB of the process, ${double.skcs} SKCs in ${double.shape.projects} projects`,
      most: 150,
      measured: Math.max(...[single, double].flatMap(({ first, later }) => [first.peakMb, later.peakMb])),
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
