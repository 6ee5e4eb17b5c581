import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
  type DynamoDBDocumentClient,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import type { Item } from './entity.ts';
import { indexUnavailable } from './index-unavailable.ts';
import type { Key } from './keys.ts';

/** A condition under which a write is made. */
export interface Condition {
  expression: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

export const IF_ABSENT: Condition = { expression: 'attribute_not_exists(#item)', names: { '#item': 'item' } };

export interface QueryOptions {
  index?: string | undefined;
  prefix?: string | undefined;
  newestFirst?: boolean | undefined;
  /** Items in all. */
  limit?: number | undefined;
  /** Items that one call reads. */
  page?: number | undefined;
}

/** The few calls on the table that the inventory is made of: single items, conditions and queries, no transactions. */
export interface Access {
  get(key: Key): Promise<Item | undefined>;
  /** False when the condition did not hold. */
  put(item: Item, condition: Condition): Promise<boolean>;
  /** Puts items in the place of whatever is there, many in one call: only where nothing can be there. */
  putAll(items: readonly Item[]): Promise<void>;
  /**
   * Sets attributes of an item, `a.b` one inside a map, takes away those that are undefined, and adds one to `counter`;
   * false when the condition did not hold.
   */
  set(key: Key, values: Record<string, unknown>, condition: Condition, counter?: string): Promise<boolean>;
  remove(key: Key): Promise<void>;
  /** @throws {IndexUnavailable} where the table's index is missing or not filled yet. */
  query(partition: { name: string; value: string }, options?: QueryOptions): AsyncIterable<Item>;
}

/** A page is at most this many items, far below DynamoDB's 1 MB: what is parsed at once stays small. */
const PAGE_ITEMS = 150;
/** A call of BatchWriteItem takes 25 items and 16 MB (DynamoDB API reference); an item has at most 400 kB. */
const BATCH_ITEMS = 25;
const BATCHES_AT_ONCE = 4;
/** Before what a call left unprocessed is written again; doubled each time. */
const FIRST_PAUSE_MS = 50;
const MOST_TRIES = 8;

export function tableAccess(client: DynamoDBDocumentClient, table: string): Access {
  return {
    async get(key) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
      );
      return Item;
    },

    async put(item, condition) {
      return conditional(async () => {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: item,
            ConditionExpression: condition.expression,
            ExpressionAttributeNames: condition.names,
            ExpressionAttributeValues: condition.values,
          }),
        );
      });
    },

    async set(key, values, condition, counter) {
      const fields = Object.keys(values);
      const placeholder = (field: string, index: number) =>
        field
          .split('.')
          .map((_, depth) => `#s${index}d${depth}`)
          .join('.');
      const names = fields.flatMap((field, index) =>
        field.split('.').map((part, depth) => [`#s${index}d${depth}`, part] as const),
      );
      const clause = (verb: string, parts: readonly string[]) =>
        parts.length === 0 ? [] : [`${verb} ${parts.join(', ')}`];
      const places = fields.map((field, index) => ({
        set: values[field] !== undefined,
        path: placeholder(field, index),
        value: `:s${index}`,
      }));
      return conditional(async () => {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: key,
            UpdateExpression: [
              ...clause(
                'SET',
                places.flatMap(({ set, path, value }) => (set ? [`${path} = ${value}`] : [])),
              ),
              ...clause(
                'REMOVE',
                places.flatMap(({ set, path }) => (set ? [] : [path])),
              ),
              ...(counter === undefined ? [] : ['ADD #count :one']),
            ].join(' '),
            ConditionExpression: condition.expression,
            ExpressionAttributeNames: {
              ...Object.fromEntries(names),
              ...(counter === undefined ? {} : { '#count': counter }),
              ...condition.names,
            },
            ExpressionAttributeValues: {
              ...Object.fromEntries(
                fields.flatMap((field, index) =>
                  values[field] === undefined ? [] : [[`:s${index}`, values[field]] as const],
                ),
              ),
              ...(counter === undefined ? {} : { ':one': 1 }),
              ...condition.values,
            },
          }),
        );
      });
    },

    async remove(key) {
      await client.send(new DeleteCommand({ TableName: table, Key: key }));
    },

    async putAll(items) {
      const limit = pLimit(BATCHES_AT_ONCE);
      const batches = Array.from({ length: Math.ceil(items.length / BATCH_ITEMS) }, (_, index) =>
        items.slice(index * BATCH_ITEMS, (index + 1) * BATCH_ITEMS),
      );
      await Promise.all(batches.map((batch) => limit(() => putBatch(client, table, batch))));
    },

    async *query(partition, options = {}) {
      const input: QueryCommandInput = {
        TableName: table,
        IndexName: options.index,
        // An index is never strongly consistent; the table itself is read so, since the next step acts on it.
        ConsistentRead: options.index === undefined,
        ScanIndexForward: options.newestFirst !== true,
        Limit: options.limit ?? options.page ?? PAGE_ITEMS,
        KeyConditionExpression:
          options.prefix === undefined ? '#p = :p' : '#p = :p AND begins_with(#item, :prefix)',
        ExpressionAttributeNames: {
          '#p': partition.name,
          ...(options.prefix === undefined ? {} : { '#item': 'item' }),
        },
        ExpressionAttributeValues: {
          ':p': partition.value,
          ...(options.prefix === undefined ? {} : { ':prefix': options.prefix }),
        },
      };
      let given = 0;
      let start: Record<string, unknown> | undefined;
      do {
        const page = await queried(client, { ...input, ExclusiveStartKey: start });
        for (const item of page.Items ?? []) {
          yield item;
          given += 1;
          if (given === options.limit) return;
        }
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
    },
  };
}

/** @throws if the table leaves items unprocessed again and again. */
async function putBatch(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly Item[],
): Promise<void> {
  let requests: BatchWriteCommandInput['RequestItems'] = {
    [table]: items.map((item) => ({ PutRequest: { Item: item } })),
  };
  for (let tries = 1; ; tries++) {
    const { UnprocessedItems: left = {} }: BatchWriteCommandOutput = await client.send(
      new BatchWriteCommand({ RequestItems: requests }),
    );
    const count = left[table]?.length ?? 0;
    if (count === 0) return;
    if (tries === MOST_TRIES)
      throw new Error(`The table ${table} did not take ${count} writes of a batch; run again later.`);
    requests = left;
    await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1));
  }
}

async function queried(
  client: DynamoDBDocumentClient,
  input: QueryCommandInput,
): Promise<QueryCommandOutput> {
  try {
    return await client.send(new QueryCommand(input));
  } catch (error) {
    throw indexUnavailable(error, input.IndexName) ?? error;
  }
}

async function conditional(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
