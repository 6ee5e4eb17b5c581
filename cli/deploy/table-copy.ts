import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  paginateScan,
  type AttributeValue,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

/** Items by what makes the target equal to the source. */
export interface Difference {
  added: number;
  changed: number;
  removed: number;
}

export interface TableCopy {
  source: string;
  target: string;
  /** Items of the target that stay as they are, whatever the source holds. */
  isLeft: (key: { account: string; item: string }) => boolean;
}

type Item = Record<string, AttributeValue>;

/** Parallel scans of a table. */
const SEGMENTS = 4;
/** Limits of BatchGetItem and BatchWriteItem (DynamoDB API reference). */
const MOST_READ = 100;
const MOST_WRITTEN = 25;

/** What differs between the tables; writes nothing. */
export function differenceOf(client: DynamoDBClient, copy: TableCopy): Promise<Difference> {
  return walk(client, copy, async () => undefined);
}

/**
 * Makes the target hold exactly what the source holds. What is equal already is not written, so it may be killed at any
 * point and run again. Numbers and sets are copied as DynamoDB's own attribute values, without loss.
 * @param report called with what was written so far.
 */
export async function copyTable(
  client: DynamoDBClient,
  copy: TableCopy,
  report: (written: number) => void = () => undefined,
): Promise<Difference> {
  let written = 0;
  return walk(client, copy, async (requests) => {
    for (let at = 0; at < requests.length; at += MOST_WRITTEN) {
      const batch = requests.slice(at, at + MOST_WRITTEN);
      await write(client, copy.target, batch);
      report((written += batch.length));
    }
  });
}

/** First what the source holds, then what only the target holds. */
async function walk(
  client: DynamoDBClient,
  { source, target, isLeft }: TableCopy,
  apply: (requests: WriteRequest[]) => Promise<void>,
): Promise<Difference> {
  const difference: Difference = { added: 0, changed: 0, removed: 0 };
  await eachBatch(client, source, false, async (items) => {
    const wanted = items.filter((item) => !isLeft(keyOf(item)));
    const existing = await itemsOf(client, target, wanted);
    const requests: WriteRequest[] = [];
    for (const item of wanted) {
      const present = existing.get(nameOf(item));
      if (present !== undefined && isDeepStrictEqual(comparable(present), comparable(item))) continue;
      difference[present === undefined ? 'added' : 'changed']++;
      requests.push({ PutRequest: { Item: item } });
    }
    await apply(requests);
  });
  await eachBatch(client, target, true, async (keys) => {
    const candidates = keys.filter((key) => !isLeft(keyOf(key)));
    const existing = await itemsOf(client, source, candidates);
    const extra = candidates.filter((key) => !existing.has(nameOf(key)));
    difference.removed += extra.length;
    await apply(extra.map((key) => ({ DeleteRequest: { Key: onlyKey(key) } })));
  });
  return difference;
}

async function eachBatch(
  client: DynamoDBClient,
  table: string,
  keysOnly: boolean,
  use: (items: Item[]) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const segment = async (Segment: number) => {
    for await (const { Items = [] } of paginateScan(
      { client },
      {
        TableName: table,
        Segment,
        TotalSegments: SEGMENTS,
        ConsistentRead: true,
        ...(keysOnly
          ? {
              ProjectionExpression: '#account, #item',
              ExpressionAttributeNames: { '#account': 'account', '#item': 'item' },
            }
          : {}),
      },
    ))
      for (let at = 0; at < Items.length && failures.length === 0; at += MOST_READ)
        await use(Items.slice(at, at + MOST_READ));
  };
  const segments = Array.from({ length: SEGMENTS }, async (_, index) => {
    try {
      await segment(index);
    } catch (error) {
      // The others write nothing more.
      failures.push(error);
    }
  });
  await Promise.all(segments);
  if (failures.length > 0) throw failures[0];
}

/** The items of a table that have the keys of these, by {@link nameOf}. */
async function itemsOf(
  client: DynamoDBClient,
  table: string,
  items: readonly Item[],
): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  let keys: Item[] = items.map(onlyKey);
  for (let attempt = 0; keys.length > 0; attempt++) {
    if (attempt > 0) await pause(attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table] ?? []) found.set(nameOf(item), item);
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

async function write(client: DynamoDBClient, table: string, batch: WriteRequest[]): Promise<void> {
  let requests = batch;
  for (let attempt = 0; requests.length > 0; attempt++) {
    if (attempt > 0) await pause(attempt);
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
    );
    requests = UnprocessedItems?.[table] ?? [];
  }
}

const LONGEST_PAUSE_MS = 10_000;

/** The table is busy: it scales up while it is used. */
async function pause(attempt: number): Promise<void> {
  await sleep(Math.min(LONGEST_PAUSE_MS, 50 * 2 ** attempt) * (0.5 + Math.random() / 2));
}

function onlyKey({ account, item }: Item): Item {
  if (account === undefined || item === undefined) throw new Error('An item of the table has no key.');
  return { account, item };
}

function keyOf({ account, item }: Item): { account: string; item: string } {
  return { account: account?.S ?? '', item: item?.S ?? '' };
}

function nameOf(item: Item): string {
  const key = keyOf(item);
  return JSON.stringify([key.account, key.item]);
}

/** Sets have no order. */
function comparable(item: Item): unknown {
  return JSON.parse(
    JSON.stringify(item, (name, value: unknown) =>
      (name === 'SS' || name === 'NS') && Array.isArray(value) ? value.map(String).toSorted() : value,
    ),
  );
}
