import { ENTITIES } from './entities/registry.ts';
import { itemOf, readItem, UnreadableItem, type Entity, type Item } from './entity.ts';
import type { Key } from './keys.ts';
import { INDEXES } from './table.ts';

/** Attributes to add to one item. */
export interface MissingAttributes {
  key: Key;
  attributes: Item;
}

/**
 * What the current indexes need of an item and an earlier release did not write.
 * @returns undefined for items that are complete, that this version does not know, or that it cannot read.
 */
export function missingIndexAttributes(item: Item): MissingAttributes | undefined {
  const kind = ENTITIES.find(({ prefix }) => String(item['item']).startsWith(prefix));
  return kind === undefined ? undefined : missingOf<object>(kind, item);
}

const INDEX_KEYS = Object.values(INDEXES).flatMap(({ partition, sort }) => [partition, sort]);

function missingOf<Value extends object>(kind: Entity<Value>, item: Item): MissingAttributes | undefined {
  try {
    const value = readItem(kind, item);
    const complete = itemOf(kind, value);
    const needed = new Set<string>([...INDEX_KEYS, ...Object.keys(kind.indexed.of(value))]);
    const missing = [...needed].filter((name) => item[name] === undefined && complete[name] !== undefined);
    if (missing.length === 0) return undefined;
    return {
      key: kind.key(value),
      attributes: Object.fromEntries(missing.map((name) => [name, complete[name]])),
    };
  } catch (error) {
    if (error instanceof UnreadableItem) return undefined;
    throw error;
  }
}
