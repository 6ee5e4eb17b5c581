import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  DescribeTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MessageLog } from '../../shared/messages/contract.ts';
import type { Inventory } from '../../shared/inventory/contract.ts';
import { openMessageLog } from '../../shared/messages/log.ts';
import { openTable } from '../../shared/inventory/repository.ts';
import { tableDefinition } from '../../shared/inventory/table.ts';
import { companion } from './companion.ts';
import { TABLE } from './table-name.ts';

export { TABLE };

export interface Database {
  inventory: Inventory;
  messageLog: MessageLog;
  client: DynamoDBDocumentClient;
  close(): void;
}

/** The embedded DynamoDB of a directory, shared by all commands that use the directory. */
export async function openDatabase(directory: string): Promise<Database> {
  const { port, release } = await companion('database', directory);
  const database = await connectDatabase(`http://127.0.0.1:${port}`);
  return {
    ...database,
    close: () => {
      database.close();
      release();
    },
  };
}

/** Connects to a DynamoDB at a loopback address and creates the table if it does not exist. */
export async function connectDatabase(endpoint: string, table = TABLE): Promise<Database> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    // The embedded database does not check credentials, so real ones are not sent to it.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await ensureTable(client, table);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const inventory = openTable(documents, table);
  return {
    inventory,
    messageLog: openMessageLog(documents, table, inventory.note),
    client: documents,
    close: () => client.destroy(),
  };
}

/** Waits until the table can be used: until it is ACTIVE, calls return `ResourceNotFoundException`. */
async function ensureTable(client: DynamoDBClient, table: string): Promise<void> {
  if (!(await tableIsActive(client, table))) {
    await createTable(client, table);
    await waitUntilTableExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 30 }, { TableName: table });
  }
}

async function tableIsActive(client: DynamoDBClient, table: string): Promise<boolean> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return Table?.TableStatus === 'ACTIVE';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand(tableDefinition(table)));
  } catch (error) {
    // Another command has just created it.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
