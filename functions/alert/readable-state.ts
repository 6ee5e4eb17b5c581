import { noteFailure } from '../../shared/inventory/damage.ts';
import { accountState, type AccountState } from '../../shared/findings/account-state.ts';
import type { InventorySlice, ListedAccount } from '../../shared/inventory/contract.ts';
import { accountItemKey } from '../../shared/inventory/keys.ts';

/**
 * An account's state for a message about several accounts: one that cannot be read is noted and has no findings there,
 * and takes nothing from the message about the others.
 */
export async function readableState(
  account: ListedAccount,
  inventory: InventorySlice<'account' | 'findings' | 'scans'>,
): Promise<AccountState> {
  try {
    return await accountState(account.key, inventory);
  } catch (error) {
    noteFailure(inventory, accountItemKey(account.key), 'could not be read', error);
    return { account: { ...account, targets: [] }, findings: new Map(), scans: new Map() };
  }
}
