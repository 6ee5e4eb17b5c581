import { accountState, type AccountState } from '../../shared/findings/account-state.ts';
import type { InventorySlice, ListedAccount } from '../../shared/inventory/contract.ts';
import { accountItemKey } from '../../shared/inventory/keys.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { errorText } from '../../shared/model/error-text.ts';

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
    const why = errorText(error);
    inventory.note({
      ...accountItemKey(account.key),
      why: `could not be read: ${sanitize(why, 200)}`,
      newer: false,
    });
    return { account: { ...account, targets: [] }, findings: new Map(), scans: new Map() };
  }
}
