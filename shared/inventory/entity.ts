import type * as z from 'zod';
import { withOriginalKeys, withStorableKeys } from './foreign-keys.ts';
import type { Key } from './keys.ts';

/** An item of the table as the DocumentClient takes and gives it. */
export type Item = Record<string, unknown>;

/** One kind of item in the table: its key, its attributes, and how it may be written. */
export interface Entity<Value> {
  name: string;
  /** What an item holds, in one sentence. */
  title: string;
  /** Which partitions hold it: each account's, the organisation's, or both. */
  partition: 'account' | 'organisation' | 'account or organisation';
  /** The sort key in words: `finding#<key of the subject>#<rule>`. */
  form: string;
  /** All its sort keys begin so, and no other entity's do. */
  prefix: string;
  /** Version of the schema, written as `v`; one more whenever an older version could misread what is written. */
  version: number;
  /** `once`: put if absent. `revision`: only over the revision that was read. `last-writer`: whatever was there. */
  write: 'once' | 'revision' | 'last-writer';
  schema: z.ZodType<Value> & { shape: Readonly<Record<string, z.ZodType>> };
  key(value: Value): Key;
  /** Attributes that only the indexes need, with their meaning. */
  indexed: IndexedAttributes<Value>;
  /** Names of earlier releases, by today's: read, and removed by the next write. */
  former: Readonly<Record<string, string>>;
  /**
   * Brings what an earlier release stored under other attributes into today's form.
   * @param version that it was stored with; 0 for releases up to 0.9, which wrote none.
   */
  upgrade(value: Value, version: number): Value;
}

export interface IndexedAttributes<Value> {
  meaning: Readonly<Record<string, string>>;
  of(value: Value): Item;
}

type OptionalPart = 'indexed' | 'former' | 'upgrade';

/** Declares an entity. */
export function entity<Value>(
  definition: Omit<Entity<Value>, OptionalPart> & Partial<Pick<Entity<Value>, OptionalPart>>,
): Entity<Value> {
  return {
    indexed: { meaning: {}, of: () => ({}) },
    former: {},
    upgrade: (value) => value,
    ...definition,
  };
}

/** The item that stands for a value: key, version, the value's attributes and those of the indexes. */
export function itemOf<Value extends object>(kind: Entity<Value>, value: Value): Item {
  return withStorableKeys<Item>({
    ...value,
    ...kind.indexed.of(value),
    ...kind.key(value),
    v: kind.version,
  });
}

/** Every attribute that this version may write or remove. */
export function knownAttributes(kind: {
  schema: { shape: object };
  indexed: { meaning: object };
  former: Readonly<Record<string, string>>;
}): string[] {
  const names = [
    ...Object.keys(kind.schema.shape),
    ...Object.keys(kind.indexed.meaning),
    ...Object.values(kind.former),
  ];
  return [...new Set(names)].filter((name) => name !== 'account' && name !== 'item');
}

/**
 * Reads an item. Attributes that this version does not know are left out, and a rewrite leaves them in the table.
 * @throws {UnreadableItem} when it is damaged, or in a form that only a newer version knows.
 */
export function readItem<Value>(kind: Entity<Value>, item: Item): Value {
  const current = { ...withOriginalKeys(item) };
  for (const [name, former] of Object.entries(kind.former)) current[name] ??= item[former];
  const read = kind.schema.safeParse(current);
  if (read.success) return kind.upgrade(read.data, typeof item['v'] === 'number' ? item['v'] : 0);
  throw new UnreadableItem(kind, item, read.error);
}

/** An item that this version cannot read. It is skipped, and left as it is. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
  readonly account: string;
  readonly item: string;
  /** Written by a newer version, so nothing is wrong with it. */
  readonly newer: boolean;
  /** The first attribute that is wrong, and how. */
  readonly why: string;

  constructor(kind: { version: number }, item: Item, cause: z.ZodError) {
    const [issue] = cause.issues;
    const why = issue === undefined ? 'unknown form' : `${issue.path.join('.')}: ${issue.message}`;
    const [account, sort] = [String(item['account']), String(item['item'])];
    const newer = typeof item['v'] === 'number' && item['v'] > kind.version;
    super(
      newer
        ? `The table's item ${account} / ${sort} was written by a newer version and cannot be read by this one (${why}).`
        : `The table's item ${account} / ${sort} is damaged (${why}). It was left as it is.`,
      { cause },
    );
    this.account = account;
    this.item = sort;
    this.newer = newer;
    this.why = why;
  }
}
