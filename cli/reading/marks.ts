import type { InventoryReader } from '../../shared/inventory/contract.ts';
import { indexedId } from '../../shared/inventory/keys.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { holds, type Mark } from '../../shared/model/mark.ts';
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

/** The marks that hold of an account's SKCs, by the SKC's id. */
export async function marksHeld(
  account: AccountKey,
  now: Instant,
  inventory: Pick<InventoryReader, 'marks'>,
): Promise<(skcId: string) => Mark[]> {
  const held: Mark[] = [];
  for await (const mark of inventory.marks(account)) if (holds(mark, now)) held.push(mark);
  return (skcId) => (held.length === 0 ? [] : held.filter((mark) => mark.skcId === indexedId(skcId)));
}

/** The kinds of marks, for one cell of a table. */
export function kindsOf(marks: readonly Mark[]): string {
  return marks.map(({ kind }) => kind).join(' ');
}
