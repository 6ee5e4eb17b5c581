import { damageInSummary } from '../../shared/inventory/damage.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { AlertInventory } from './table.ts';

/** Adds damaged items that were found while notifying an account (in its message log) to the account's summary. */
export async function recordDamage(inventory: AlertInventory, key: AccountKey): Promise<void> {
  if (inventory.damaged(key).length === 0) return;
  const summary = (await inventory.account(key))?.standing;
  if (summary !== undefined)
    await inventory.recordSummary(key, { ...summary, ...damageInSummary(inventory, key, summary) });
  inventory.forget(key);
}
