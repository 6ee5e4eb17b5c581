import * as z from 'zod';
import type { Account } from './account.ts';
import { problemKindOf } from './problem-kind.ts';
import type { Scan, Target } from './target.ts';

const count = z.number().int().nonnegative();

/** Number of vaults to read, and how many of them the network made unreachable. */
export const vaultCoverageSchema = z.object({ planned: count, unreachable: count });
export type VaultCoverage = z.infer<typeof vaultCoverageSchema>;

/** Counts vaults. Each vault is a location read by several sources; `global` is not a vault. */
export function vaultCoverage(
  { cloud, targets }: Pick<Account, 'cloud'> & { targets: readonly Pick<Target, 'location'>[] },
  scans: Iterable<Scan>,
  run: { id: string },
): VaultCoverage {
  if (cloud !== 'azure') return { planned: 0, unreachable: 0 };
  const vaults = new Set(targets.map(({ location }) => location).filter((each) => each !== 'global'));
  const closed = new Set<string>();
  for (const { location, runId, problems } of scans)
    if (
      runId === run.id &&
      vaults.has(location) &&
      problems.some((problem) => problemKindOf(problem) === 'unreachable')
    )
      closed.add(location);
  return { planned: vaults.size, unreachable: closed.size };
}

export function addVaultCoverage(one: VaultCoverage, other: VaultCoverage): VaultCoverage {
  return { planned: one.planned + other.planned, unreachable: one.unreachable + other.unreachable };
}
