import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openTableFiles } from '../../../cli/local/table-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skc-files-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const db: {
  hashPrefix(hash: string, hashType: 'S', range: string, rangeType: 'S'): string;
} = createRequire(import.meta.url)('dynalite/db');
const hex = (text: string) => Buffer.from(text).toString('hex');
const ACCOUNT = 'aws#111122223333';

/** An item's key and that of its entry in an index, as dynalite makes them. */
function keysOf(item: string, table = 'skc-watch') {
  const hash = db.hashPrefix(ACCOUNT, 'S', item, 'S');
  return {
    item: `item-${table}~${db.hashPrefix(ACCOUNT, 'S', '', 'S')}/${hex(ACCOUNT)}/${hex(item)}/`,
    entry: `index-global~${table}~dueByMonth~abc123/${hex('2026-11')}/${hex('2026-11-25')}/${hash}`,
  };
}

/** The batches that reach LevelDB. */
function batchesWritten() {
  const written = vi.spyOn(ClassicLevel.prototype, 'batch');
  return () =>
    written.mock.calls.map(([writes, options]: unknown[]) => ({
      keys: Array.isArray(writes) ? writes.map(({ key }: { key: string }) => key) : [],
      options,
    }));
}

it('write an item and its entries in the indexes at once', async () => {
  const batches = batchesWritten();
  const files = await openTableFiles(folder, () => undefined);
  const { item, entry } = keysOf('skc#aws.kms-key#eu-west-1#abc');
  const other = keysOf('skc#aws.kms-key#eu-west-1#def');
  await files.put(other.entry, { of: 'def' });
  await files.put(entry, { of: 'abc' });
  expect(batches()).toEqual([]);
  await files.put(item, { state: 'active' });
  expect(batches()).toEqual([{ keys: [entry, item], options: { sync: false } }]);
  await files.put(other.item, { state: 'active' });
  expect(batches().at(-1)?.keys).toEqual([other.entry, other.item]);
  await files.del(entry);
  await files.del(item);
  expect(batches().at(-1)?.keys).toEqual([entry, item]);
  expect(await files.get(item)).toBeUndefined();
  await files.close();
});

it.each([
  ['skc#aws.kms-key#eu-west-1#abc', false],
  ['change#abc#000001', false],
  ['finding#abc#unused', false],
  ['scan#aws.kms-key#eu-west-1', false],
  ['account#aws#111122223333', false],
  ['message#digest#all', true],
  ['sent#run#digest#D-1', true],
  ['mark#abc#compromised', true],
  ['contact#abc', true],
  ['shared-address#abc', true],
  ['run#2026-11-25T06:00:00Z', true],
  ['lock#run', true],
])('are forced to the disk for %s: %s', async (item, sync) => {
  const batches = batchesWritten();
  const files = await openTableFiles(folder, () => undefined);
  await files.put(keysOf(item).item, {});
  expect(batches().map(({ options }) => options)).toEqual([{ sync }]);
  await files.close();
});

it('write what arrives together as one batch', async () => {
  const batches = batchesWritten();
  const files = await openTableFiles(folder, () => undefined);
  const items = Array.from({ length: 25 }, (_, index) => keysOf(`skc#t#l#${index}`).item);
  await Promise.all(items.map((key) => files.put(key, {})));
  expect(batches()).toHaveLength(1);
  await files.close();
});

it('do not grow when the same items are written and read again and again', async () => {
  const files = await openTableFiles(folder, () => undefined);
  const items = Array.from({ length: 50 }, (_, index) => keysOf(`skc#t#l#${index}`).item);
  for (let round = 0; round < 200; round += 1) {
    await Promise.all(items.map((key) => files.put(key, { text: randomBytes(3000).toString('base64') })));
    // As dynalite reads: it ends an iterator by `return`, in the middle or after the last value.
    const values = files.values({ gte: 'item-', lt: 'item-~' });
    await values.next();
    await values.return();
  }
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  await files.close();
  // 200 rounds of 200 kB are 40 MB: with the iterators left open, every round stays on the disk until the end.
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20_000_000);
});
