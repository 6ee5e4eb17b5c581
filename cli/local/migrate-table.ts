import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  paginateScan,
  ResourceNotFoundException,
  waitUntilTableExists,
  waitUntilTableNotExists,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan as paginateItems } from '@aws-sdk/lib-dynamodb';
import { tableAccess } from '../../shared/inventory/access.ts';
import { missingIndexAttributes } from '../../shared/inventory/index-attributes.ts';
import { IF_PRESENT } from '../../shared/inventory/store.ts';
import { INDEXES, tableDefinition } from '../../shared/inventory/table.ts';

/**
 * Migrates a table of an earlier release to the current indexes. The embedded DynamoDB cannot add an index, so the
 * table is copied, created again and filled from the copy; items get the attributes that the current indexes need.
 * May be killed at any point and run again. Nothing else may use the table in the meantime.
 * @returns whether anything had to be done.
 */
export async function migrateTable(client: DynamoDBClient, table: string): Promise<boolean> {
  const copy = `${table}-copy`;
  const existing = await indexesOf(client, table);
  const current = existing !== undefined && Object.keys(INDEXES).every((name) => existing.includes(name));
  if ((await indexesOf(client, copy)) !== undefined) {
    // The table is deleted only once the copy is complete, so a copy next to an old table was never finished.
    if (existing === undefined || current) {
      await refill(client, table, copy, existing !== undefined);
      return true;
    }
    await remove(client, copy);
  }
  if (existing === undefined || current) return false;
  await create(client, copy);
  await copyItems(client, table, copy);
  await remove(client, table);
  await refill(client, table, copy, false);
  return true;
}

async function refill(client: DynamoDBClient, table: string, copy: string, exists: boolean): Promise<void> {
  if (!exists) await create(client, table);
  await copyItems(client, copy, table);
  await addIndexAttributes(client, table);
  await remove(client, copy);
}

async function indexesOf(client: DynamoDBClient, table: string): Promise<string[] | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName ?? '');
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

const WAIT = { minDelay: 1, maxDelay: 1, maxWaitTime: 30 };

async function create(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(new CreateTableCommand(tableDefinition(table)));
  await waitUntilTableExists({ client, ...WAIT }, { TableName: table });
}

async function remove(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: table }));
  await waitUntilTableNotExists({ client, ...WAIT }, { TableName: table });
}

/** Maximum number of items of `BatchWriteItem`. */
const BATCH = 25;

async function copyItems(client: DynamoDBClient, from: string, to: string): Promise<void> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: from, ConsistentRead: true }))
    for (let start = 0; start < Items.length; start += BATCH) {
      const requests = Items.slice(start, start + BATCH).map((Item): WriteRequest => ({
        PutRequest: { Item },
      }));
      await writeAll(client, { [to]: requests });
    }
}

/** Adds to items of earlier releases what the current indexes need; only then do the indexes contain them. */
async function addIndexAttributes(client: DynamoDBClient, table: string): Promise<void> {
  const documents = DynamoDBDocumentClient.from(client);
  const access = tableAccess(documents, table);
  const pages = paginateItems({ client: documents }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages)
    for (const item of Items) {
      const missing = missingIndexAttributes(item);
      if (missing !== undefined) await access.set(missing.key, missing.attributes, IF_PRESENT);
    }
}

async function writeAll(client: DynamoDBClient, requests: Record<string, WriteRequest[]>): Promise<void> {
  let left = requests;
  while (Object.keys(left).length > 0) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: left }));
    left = UnprocessedItems ?? {};
  }
}
