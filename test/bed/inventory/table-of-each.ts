import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { connectDatabase, type Database } from '../database.ts';

/** A DynamoDB that a suite runs on. */
export type StartDatabase = () => Promise<{ url: string; close(): Promise<void> }>;

/** Starts a DynamoDB for the tests of a `describe`, and gives each test an empty table of its own. */
export function tableOfEach(
  prefix: string,
  start: StartDatabase,
  use: (opened: { database: Database; table: string }) => void,
): void {
  let server: Awaited<ReturnType<StartDatabase>>;
  let tables = 0;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    const table = `${prefix}-${(tables += 1)}`;
    const database = await connectDatabase(server.url, table);
    use({ database, table });
    return async () => {
      await database.client.send(new DeleteTableCommand({ TableName: table }));
      database.close();
    };
  });
}
