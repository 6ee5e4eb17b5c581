import type { Item } from './entity.ts';

export type { Item } from './entity.ts';

/** A message record that cannot be read. */
export class BadItem extends Error {
  override readonly name = 'BadItem';
  constructor(item: Item, cause: unknown) {
    super(
      `The table's item ${String(item['account'])} / ${String(item['item'])} is damaged. It was left as it is.`,
      { cause },
    );
  }
}
