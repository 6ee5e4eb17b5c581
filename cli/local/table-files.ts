import { createHash } from 'node:crypto';
import { ClassicLevel } from 'classic-level';

/** One write to the files, in the form that LevelDB takes. */
export type Write = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/** The part of a LevelDB that dynalite uses. */
export interface TableFiles {
  put(key: string, value: unknown): Promise<void>;
  del(key: string): Promise<void>;
  get(key: string): Promise<unknown>;
  batch(writes: Write[]): Promise<void>;
  keys(range: object): ReadonlyIterator;
  values(range: object): ReadonlyIterator;
  close(): Promise<void>;
}

interface ReadonlyIterator {
  next(): Promise<unknown>;
  /** dynalite calls this when it has read enough. */
  return(): Promise<void>;
}

/** The defaults of 8 MB of cache and 1,000 open files, which are mapped into memory, are for servers. */
const OPEN = {
  valueEncoding: 'json',
  cacheSize: 1024 * 1024,
  writeBufferSize: 2 * 1024 * 1024,
  maxOpenFiles: 64,
} as const;

/**
 * What the clouds say again to the next run. All other items (messages, marks, contacts, runs) are on the disk before
 * they are acknowledged, and everything written before them with them.
 */
const READ_AGAIN = /^(skc|change|finding|scan|account)#/;

const INDEX = 'index-';

/**
 * Opens the files of the table. An item and its entries in the indexes are written at once, so that a kill leaves no
 * entry without its item; writes that arrive together are one batch.
 * @param onFailure Called when the files cannot be written.
 */
export async function openTableFiles(
  folder: string,
  onFailure: (error: unknown) => void,
): Promise<TableFiles> {
  const level = new ClassicLevel<string, unknown>(folder, OPEN);
  await level.open();
  const entries = new Map<string, Write[]>();
  const write = batched((writes, sync) => level.batch(writes, { sync }), onFailure);
  const put = async (one: Write): Promise<void> => {
    const { key } = one;
    if (key.startsWith(INDEX)) {
      // dynalite writes an item's entries first, and the item only after they are acknowledged.
      const hash = key.slice(key.lastIndexOf('/') + 1);
      entries.set(hash, [...(entries.get(hash) ?? []), one]);
      return;
    }
    const item = itemOf(key);
    const hash = item === undefined ? '' : hashOf(item);
    const own = entries.get(hash) ?? [];
    entries.delete(hash);
    await write([...own, one], item === undefined || !READ_AGAIN.test(item.item));
  };
  return {
    put: (key, value) => put({ type: 'put', key, value }),
    del: (key) => put({ type: 'del', key }),
    get: (key) => level.get(key),
    batch: (writes) => write(writes, true),
    keys: (range) => closing(level.keys(range)),
    values: (range) => closing(level.values(range)),
    close: () => level.close(),
  };
}

/** `item-<table>~<hash>/<account in hex>/<sort key in hex>/` is dynalite's key of an item. */
function itemOf(key: string): { account: string; item: string } | undefined {
  const [, account, item] = /^item-[^~]+~[0-9a-f]+\/([0-9a-f]+)\/([0-9a-f]+)\/$/.exec(key) ?? [];
  if (account === undefined || item === undefined) return undefined;
  return { account: fromHex(account), item: fromHex(item) };
}

/** What dynalite puts at the end of an item's keys in indexes (`hashPrefix` in its `db/index.js`). */
function hashOf({ account, item }: { account: string; item: string }): string {
  return createHash('md5').update('Outliers').update(account).update(item).digest('hex').slice(0, 6);
}

function fromHex(text: string): string {
  return Buffer.from(text, 'hex').toString();
}

/** An iterator that stays open keeps every file that its snapshot needs: dynalite never closed one. */
function closing(iterator: { next(): Promise<unknown>; close(): Promise<void> }): ReadonlyIterator {
  return { next: () => iterator.next(), return: () => iterator.close() };
}

/** Writes what arrives while a batch is being written as the next batch. */
function batched(
  writeAll: (writes: Write[], sync: boolean) => Promise<void>,
  onFailure: (error: unknown) => void,
): (writes: readonly Write[], sync: boolean) => Promise<void> {
  let queue: Write[] = [];
  let sync = false;
  let next: Promise<void> | undefined;
  let last = Promise.resolve();
  const writeQueue = async (): Promise<void> => {
    const [writes, synced] = [queue, sync];
    queue = [];
    sync = false;
    next = undefined;
    await writeAll(writes, synced);
  };
  return (writes, synced) => {
    queue.push(...writes);
    sync ||= synced;
    if (next === undefined) {
      next = last.then(() => new Promise<void>((resolve) => setImmediate(resolve))).then(writeQueue);
      // After a failure the process ends: nothing may be written on top of what is missing.
      last = next;
      next.catch(onFailure);
    }
    return next;
  };
}
