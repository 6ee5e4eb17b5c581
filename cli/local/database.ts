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
import { join } from 'node:path';
import { AnsweringHandler } from '../../shared/clouds/aws/answering-handler.ts';
import { CALL_LIMITS, NoAnswer, type CallLimits } from '../../shared/clouds/no-answer.ts';
import { companion, type Companion } from './companion.ts';
import { StoreUnusable } from './store-unusable.ts';
import { TABLE } from './table-name.ts';

export { TABLE };

export interface Database {
  inventory: Inventory;
  messageLog: MessageLog;
  client: DynamoDBDocumentClient;
  close: () => void;
}

/** The embedded DynamoDB of a directory, shared by all commands that run on it. */
export async function openDatabase(directory: string): Promise<Database> {
  const held = await companion('database', directory);
  const database = await connectDatabase(held.url, TABLE, (client) =>
    explainFailures(client, held, directory),
  );
  return {
    ...database,
    close: () => {
      database.close();
      held.release();
    },
  };
}

/** Says of a failed call that the files or the process are the cause. */
function explainFailures(client: DynamoDBClient, { failure }: Companion, directory: string): void {
  client.middlewareStack.add(
    (next) => async (call) => {
      try {
        return await next(call);
      } catch (error) {
        const problem = failure() ?? error;
        if (!(problem instanceof NoAnswer)) throw problem;
        throw new StoreUnusable(
          `the database of ${directory} does not answer`,
          `End the process named in ${join(directory, 'database.lock')} and run the command again: what was stored is still there.`,
          { cause: error },
        );
      }
    },
    { step: 'initialize', name: 'explainFailures' },
  );
}

/** A DynamoDB of the tests or the laptop at a loopback address; makes the table if it is not there. */
export async function connectDatabase(
  endpoint: string,
  table = TABLE,
  prepare: (client: DynamoDBClient) => void = () => undefined,
  limits: CallLimits = CALL_LIMITS,
): Promise<Database> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    requestHandler: new AnsweringHandler(limits),
    // The embedded database knows no accounts; the real ones stay out of its reach.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  prepare(client);
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

/** Returns when the table can be used: a table answers `ResourceNotFoundException` until it is ACTIVE. */
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
    // Another command made it at the same moment.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
