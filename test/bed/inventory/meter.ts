import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { itemBytes, writeUnits, type WireItem } from './write-units.ts';

/** Totals of the writes of one kind. */
export interface Written {
  count: number;
  bytes: number;
  table: number;
  indexes: number;
}

/** Intercepts the product's requests to its table and counts what DynamoDB would bill. */
export interface Meter {
  /** The step of the workflow to which requests are attributed from now on. */
  step: string;
  /** Delay of every request in milliseconds; unless it is 0, nothing is counted, so that only the product is timed. */
  latencyMs: number;
  /** Read request units by step. */
  reads: Record<string, number>;
  /** By kind of item; `<kind> refused` are writes whose condition failed; they are billed too. */
  writes: Record<string, Written>;
  /** Is given each write that was counted: the item before and after, by kind. */
  written: (kind: string, before: WireItem | undefined, after: WireItem | undefined) => void;
}

const keySchema = z.object({ account: z.string(), item: z.string() });
const inputSchema = z.looseObject({
  Item: z.unknown().optional(),
  Key: z.unknown().optional(),
  RequestItems: z
    .record(z.string(), z.array(z.object({ PutRequest: z.object({ Item: z.unknown() }) })))
    .optional(),
});
const outputSchema = z.looseObject({ ConsumedCapacity: z.object({ CapacityUnits: z.number() }).optional() });

/**
 * @param client Writes to an empty table, which no other client writes to.
 * @param endpoint The same database: each item is read after its write, without the meter.
 */
export function meterOf(client: DynamoDBDocumentClient, endpoint: string, table: string): Meter {
  const meter: Meter = { step: '', latencyMs: 0, reads: {}, writes: {}, written: () => undefined };
  const look = looker(endpoint, table);
  /** As last written, by key. */
  const items = new Map<string, WireItem | undefined>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context['commandName']).replace(/Command$/, '');
      if (meter.latencyMs > 0) {
        await pause(meter.latencyMs);
        return next(args);
      }
      const input = inputSchema.parse(args.input);
      if (command === 'GetItem' || command === 'Query') {
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        const units = outputSchema.parse(result.output).ConsumedCapacity?.CapacityUnits ?? 0;
        meter.reads[meter.step] = (meter.reads[meter.step] ?? 0) + units;
        return result;
      }
      const keys = keysOf(input);
      const [key] = keys;
      const before = items.get(nameOf(key));
      try {
        const result = await next(args);
        for (const each of keys) {
          const [was, after] = [items.get(nameOf(each)), await look(each)];
          items.set(nameOf(each), after);
          add(meter, kindOf(each.item, was, after), was, after);
        }
        return result;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException)
          add(meter, `${kindOf(key.item, before, before)} refused`, undefined, undefined);
        throw error;
      }
    },
    { step: 'serialize', name: 'meter', priority: 'high' },
  );
  return meter;
}

function looker(endpoint: string, table: string): (key: TableKey) => Promise<WireItem | undefined> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return async ({ account, item }) => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: table,
        Key: { account: { S: account }, item: { S: item } },
        ConsistentRead: true,
      }),
    );
    return Item;
  };
}

type TableKey = z.infer<typeof keySchema>;

/** What a call writes: one item, or those of a batch. */
function keysOf({ Item, Key, RequestItems }: z.infer<typeof inputSchema>): [TableKey, ...TableKey[]] {
  const batch = Object.values(RequestItems ?? {}).flat();
  return z
    .tuple([keySchema], keySchema)
    .parse(RequestItems === undefined ? [Item ?? Key] : batch.map(({ PutRequest }) => PutRequest.Item));
}

function nameOf({ account, item }: TableKey): string {
  return `${account} ${item}`;
}

/** `change`, `finding`, `scan` … from the start of the item's key; writes of an SKC are distinguished by their purpose. */
function kindOf(item: string, before: WireItem | undefined, after: WireItem | undefined): string {
  const kind = item.split('#')[0] ?? item;
  if (kind !== 'skc') return kind;
  if (before === undefined) return 'skc discovered';
  return before['revision']?.N === after?.['revision']?.N ? 'skc refreshed' : 'skc changed';
}

function add(meter: Meter, kind: string, before: WireItem | undefined, after: WireItem | undefined): void {
  const units =
    before === undefined && after === undefined ? { table: 1, indexes: 0 } : writeUnits(before, after);
  const sum = (meter.writes[kind] ??= { count: 0, bytes: 0, table: 0, indexes: 0 });
  sum.count += 1;
  sum.bytes += itemBytes(after);
  sum.table += units.table;
  sum.indexes += units.indexes;
  meter.written(kind, before, after);
}
