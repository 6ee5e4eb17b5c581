import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { INDEXES, type TableIndex } from '../../../shared/inventory/table.ts';

/** An item as it goes over the wire. */
export type WireItem = Record<string, AttributeValue>;

const WRITE_UNIT_BYTES = 1024;
const TABLE_KEYS = ['account', 'item'];

/** Write request units of one write: of the table, and of its secondary indexes together. */
export interface WriteUnits {
  table: number;
  indexes: number;
}

/**
 * What DynamoDB bills for a write that turns one item into another: each started KB of the larger one, and in each
 * index nothing where what it projects stays the same, one write where it is added, taken away or changed, two where
 * its key moves (DynamoDB guide, "Global secondary indexes", write capacity considerations).
 * @param of The table's indexes.
 */
export function writeUnits(
  before: WireItem | undefined,
  after: WireItem | undefined,
  of: readonly TableIndex[] = Object.values(INDEXES),
): WriteUnits {
  const indexes = of.reduce((sum, index) => {
    const keys = [index.partition, index.sort];
    return sum + indexUnits(entry(before, keys, index.projected), entry(after, keys, index.projected), keys);
  }, 0);
  return { table: units(Math.max(itemBytes(before), itemBytes(after))), indexes };
}

/** What an item takes in the table and in its indexes, in bytes (100 more for each index entry, as DynamoDB counts). */
export function storedBytes(item: WireItem): { table: number; indexes: number } {
  let indexes = 0;
  for (const index of Object.values(INDEXES)) {
    const inIndex = entry(item, [index.partition, index.sort], index.projected);
    if (inIndex !== undefined) indexes += itemBytes(inIndex) + 100;
  }
  return { table: itemBytes(item), indexes };
}

/** Names and values in UTF-8, numbers by their digits, three bytes a list or map and one for each member (DynamoDB guide, "Item sizes and formats"). */
export function itemBytes(item: WireItem | undefined): number {
  if (item === undefined) return 0;
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/[^0-9]/g, '').length / 2) + 1;
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  if (value.L !== undefined) return 3 + value.L.reduce((sum, each) => sum + 1 + valueBytes(each), 0);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  throw new Error(`The table holds no values of this kind: ${Object.keys(value).join()}.`);
}

function entry(
  item: WireItem | undefined,
  keys: readonly string[],
  projected: readonly string[] | undefined,
): WireItem | undefined {
  if (item === undefined || keys.some((key) => item[key]?.S === undefined)) return undefined;
  if (projected === undefined) return item;
  const names = new Set([...TABLE_KEYS, ...keys, ...projected]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

function indexUnits(
  before: WireItem | undefined,
  after: WireItem | undefined,
  keys: readonly string[],
): number {
  if (before === undefined || after === undefined) return units(itemBytes(before) + itemBytes(after));
  if (keys.some((key) => before[key]?.S !== after[key]?.S))
    return units(itemBytes(before)) + units(itemBytes(after));
  return canonical(before) === canonical(after) ? 0 : units(Math.max(itemBytes(before), itemBytes(after)));
}

function units(bytes: number): number {
  return Math.ceil(bytes / WRITE_UNIT_BYTES);
}

function canonical(item: WireItem): string {
  return JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
