import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { migrateTable } from './migrate-table.ts';
import { TABLE } from './table-name.ts';
import { serveCompanion } from './serve-companion.ts';

/** The embedded DynamoDB: `node database-process.ts <lock file> <directory>`. */
const [lock, directory] = process.argv.slice(2);
if (lock === undefined || directory === undefined)
  throw new Error('usage: database-process <lock file> <directory>');

await serveCompanion(lock, async () => {
  const server = dynalite({ path: join(directory, 'database'), createTableMs: 0 });
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.on('close', () => (open -= 1));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  // Before the port is published: nothing else may use the table in the meantime.
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await migrateTable(client, TABLE);
  client.destroy();
  return { port, connections: () => open };
});
