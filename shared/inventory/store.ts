import { IF_ABSENT, type Access, type Condition, type QueryOptions } from './access.ts';
import { openDamage, type Damage } from './damage.ts';
import { itemOf, knownAttributes, readItem, UnreadableItem, type Entity, type Item } from './entity.ts';
import type { AccountKey } from '../model/account.ts';
import type { Key } from './keys.ts';

/** What every operation is made of: reads and writes that are the same for all kinds of items. */
export interface Store {
  access: Access;
  damage: Damage;
  /** Names of the accounts that were read, by key: the indexes show them. */
  names: Map<string, string>;
  /** Accounts whose pages of targets are not those that their own item counts: one is damaged or missing. */
  brokenPages: Set<AccountKey>;
  /** None if there is no such item, or it cannot be read (which is noted). */
  get<Value extends object>(kind: Entity<Value>, key: Key): Promise<Value | undefined>;
  /** The readable items of a partition; the others are noted and skipped. */
  list<Value extends object>(
    kind: Entity<Value>,
    account: string,
    options?: Pick<QueryOptions, 'prefix' | 'newestFirst' | 'page'>,
  ): AsyncIterable<Value>;
  /** Reads an item that a query gave; undefined, and noted, if it cannot be read. */
  read<Value extends object>(kind: Entity<Value>, item: Item): Value | undefined;
  /** False if there is one already. */
  putIfAbsent<Value extends object>(kind: Entity<Value>, value: Value): Promise<boolean>;
  /**
   * Puts many values of one account, the first by a condition: of two rivals, one goes on.
   * @param part.prefix Of the items that must not be there; by default all of the kind.
   * @param part.begun Whether an earlier call wrote some of them and returned true.
   * @returns false, with nothing written, if the account has any item under the prefix, readable or not.
   */
  putFirst<Value extends object>(
    kind: Entity<Value>,
    values: readonly Value[],
    part?: { prefix?: string; begun?: boolean },
  ): Promise<boolean>;
  /** Puts the value in the place of whatever is there, with all that it held. */
  replace<Value extends object>(kind: Entity<Value>, value: Value): Promise<void>;
  /**
   * Writes all attributes that this version knows and leaves the others, which a newer one may have added; false if
   * the condition did not hold. The item's version is never lowered.
   */
  rewrite<Value extends object>(kind: Entity<Value>, value: Value, condition: Condition): Promise<boolean>;
  /** Why the item at a key cannot be read; undefined if it can, or there is none. */
  unreadable<Value extends object>(kind: Entity<Value>, key: Key): Promise<UnreadableItem | undefined>;
}

/** Only over an item that is there. */
export const IF_PRESENT: Condition = {
  expression: 'attribute_exists(#item)',
  names: { '#item': 'item' },
};

/** Only while a counter is what the caller read. */
export function ifRevision(counter: 'revision' | 'scanRevision', read: number): Condition {
  return { expression: '#counter = :read', names: { '#counter': counter }, values: { ':read': read } };
}

export function openStore(access: Access): Store {
  const damage = openDamage();
  const names = new Map<string, string>();
  /** With the account's name for the indexes, where this store has read the account. */
  const named = <Value extends object>(kind: Entity<Value>, value: Value): Item => {
    const item = itemOf(kind, value);
    const accountName = names.get(String(item['account']));
    return 'accountName' in kind.indexed.meaning && accountName !== undefined
      ? { ...item, accountName }
      : item;
  };
  const read: Store['read'] = (kind, item) => {
    try {
      return readItem(kind, item);
    } catch (error) {
      if (!(error instanceof UnreadableItem)) throw error;
      damage.note(error);
      return undefined;
    }
  };
  return {
    access,
    damage,
    read,
    names,
    brokenPages: new Set(),

    async get(kind, key) {
      const item = await access.get(key);
      return item === undefined ? undefined : read(kind, item);
    },

    async *list(kind, account, { prefix = kind.prefix, ...options } = {}) {
      for await (const item of access.query({ name: 'account', value: account }, { ...options, prefix })) {
        const value = read(kind, item);
        if (value !== undefined) yield value;
      }
    },

    putIfAbsent: (kind, value) => access.put(named(kind, value), IF_ABSENT),

    async putFirst(kind, values, { prefix = kind.prefix, begun = false } = {}) {
      // A batch with one key twice would be refused as a whole.
      const byKey = new Map(values.map((value) => [kind.key(value).item, named(kind, value)]));
      const items = [...byKey.values()];
      const [first, ...others] = items;
      if (first === undefined) return true;
      if (begun) {
        await access.putAll(items);
        return true;
      }
      const account = { name: 'account', value: String(first['account']) };
      for await (const _item of access.query(account, { prefix, limit: 1 })) return false;
      if (!(await access.put(first, IF_ABSENT))) return false;
      await access.putAll(others);
      return true;
    },

    async replace(kind, value) {
      await access.put(named(kind, value), {
        expression: 'attribute_not_exists(#no)',
        names: { '#no': '-' },
      });
    },

    async rewrite(kind, value, condition) {
      const { v, account: _account, item: _item, ...written } = named(kind, value);
      const absent = knownAttributes(kind).filter(
        (name) => written[name] === undefined && name !== 'accountName',
      );
      const values = { ...written, ...Object.fromEntries(absent.map((name) => [name, undefined])) };
      const version = { names: { ...condition.names, '#v': 'v' }, values: { ...condition.values, ':v': v } };
      const key = kind.key(value);
      const upToThis = `(${condition.expression}) AND (attribute_not_exists(#v) OR #v <= :v)`;
      if (await access.set(key, { ...values, v }, { ...version, expression: upToThis })) return true;
      // Either the condition does not hold, or a newer version wrote the item: its version then stays.
      return access.set(key, values, { ...version, expression: `(${condition.expression}) AND #v > :v` });
    },

    async unreadable(kind, key) {
      const item = await access.get(key);
      if (item === undefined) return undefined;
      try {
        readItem(kind, item);
        return undefined;
      } catch (error) {
        if (error instanceof UnreadableItem) return error;
        throw error;
      }
    },
  };
}
