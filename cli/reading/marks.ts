import type { InventoryReader } from '../../shared/inventory/contract.ts';
import { indexedId } from '../../shared/inventory/keys.ts';
import type { Mark } from '../../shared/model/mark.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';

/** The marks of one SKC, including cleared and ended ones. */
export async function marksOf(
  { account, id }: Pick<StoredSkc, 'account' | 'id'>,
  inventory: Pick<InventoryReader, 'marks'>,
): Promise<Mark[]> {
  const own: Mark[] = [];
  for await (const mark of inventory.marks(account)) if (mark.skcId === indexedId(id)) own.push(mark);
  return own;
}
