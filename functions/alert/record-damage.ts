import { damageInSummary } from '../../shared/inventory/damage.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { AlertInventory } from './table.ts';

/** Adds what was found damaged while an account was notified (its log of messages) to its standing. */
export async function recordDamage(inventory: AlertInventory, key: AccountKey): Promise<void> {
  if (inventory.damaged(key).length === 0) return;
  const standing = (await inventory.account(key))?.standing;
  if (standing !== undefined)
    await inventory.recordSummary(key, { ...standing, ...damageInSummary(inventory, key, standing) });
  inventory.forget(key);
}
