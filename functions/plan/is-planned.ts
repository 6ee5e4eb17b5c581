import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { Run } from '../../shared/model/run.ts';

/**
 * Whether a run planned an account: it was evaluated, or failed. An account that a person left out of a narrowed run is
 * as the last run left it.
 * @param failed The accounts of the run that are not evaluated.
 */
export function isPlanned(
  { key, standing }: Pick<ListedAccount, 'key' | 'standing'>,
  run: Pick<Run, 'id'>,
  failed: ReadonlySet<AccountKey>,
): boolean {
  return standing?.runId === run.id || failed.has(key);
}
