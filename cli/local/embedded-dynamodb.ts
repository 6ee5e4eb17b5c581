import { once } from 'node:events';
import { devNull } from 'node:os';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { INDEXES } from '../../shared/inventory/table.ts';
import type { CompanionServer, CompanionSetting } from './serve-companion.ts';
import { fileProblem, StoreUnusable } from './store-unusable.ts';
import { openTableFiles, type TableFiles } from './table-files.ts';
import { TABLE } from './table-name.ts';

const FREE_WITHIN_MS = 5000;

/**
 * Starts a DynamoDB on 127.0.0.1 over the files of a folder. The server is dynalite; the files are opened here, because
 * dynalite hides why it could not open or write them.
 * @throws {StoreUnusable} naming the folder or file.
 */
export async function startEmbeddedDynamoDb(
  folder: string,
  { protect, urlOf, fail }: CompanionSetting,
): Promise<CompanionServer> {
  const files = await opened(folder, (error) => fail(problemOf(error, folder)));
  const server = serverOver(files);
  protect(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  if (await isOfFormerRelease(files)) await migrate(urlOf(port));
  return { port, close: () => closed(server) };
}

type Dynalite = (options: { path: string; createTableMs: number; deleteTableMs: number }) => Server;

/**
 * dynalite takes a folder and opens it with the class `Level` of the package `level`, which it looks up when it is
 * loaded: here it finds a constructor that returns the files.
 */
function serverOver(files: TableFiles): Server {
  const load = createRequire(import.meta.url);
  const level: { Level: unknown } = createRequire(load.resolve('dynalite'))('level');
  let used = false;
  level.Level = function Level() {
    used = true;
    return files;
  };
  const dynalite: Dynalite = load('dynalite');
  const server = dynalite({ path: devNull, createTableMs: 0, deleteTableMs: 0 });
  if (!used) throw new Error('this version of dynalite opens its files in another way');
  return server;
}

/** Waits for a predecessor that is just closing the files. */
async function opened(folder: string, onFailure: (error: unknown) => void): Promise<TableFiles> {
  const deadline = Date.now() + FREE_WITHIN_MS;
  for (;;) {
    try {
      return await openTableFiles(folder, onFailure);
    } catch (error) {
      if (!isLocked(error) || Date.now() > deadline) throw problemOf(error, folder);
      await sleep(50);
    }
  }
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED';
}

function problemOf(error: unknown, folder: string): StoreUnusable {
  if (isLocked(error))
    return new StoreUnusable(
      `another process uses ${folder}`,
      `Find it by the file ${join(folder, 'LOCK')}, end it, and run the command again.`,
      { cause: error },
    );
  const problem = fileProblem(error, folder);
  if (problem !== undefined) return problem;
  const causes: Error[] = [];
  for (let current = error; current instanceof Error; current = current.cause) causes.push(current);
  const reason = causes.at(-1)?.message ?? String(error);
  if (!causes.some((cause) => 'code' in cause && cause.code === 'LEVEL_CORRUPTION'))
    return new StoreUnusable(`the database in ${folder} failed: ${reason}`, 'Run the command again.', {
      cause: error,
    });
  return new StoreUnusable(
    `the database in ${folder} is damaged: ${reason}`,
    'npm start -- --reset deletes and refills the sample. Move the folder of your own accounts away: the next run reads them again.',
    { cause: error },
  );
}

const tableSchema = z.object({ GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })) });

/** Looked up in the files, because the client that could ask takes a third of this process's memory. */
async function isOfFormerRelease(files: TableFiles): Promise<boolean> {
  if ((await files.get(`table~${TABLE}-copy`)) !== undefined) return true;
  const table = tableSchema.safeParse(await files.get(`table~${TABLE}`)).data;
  const names = table?.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName);
  return names !== undefined && !Object.keys(INDEXES).every((name) => names.includes(name));
}

/** Before any command knows the port: nothing else may use the table meanwhile. */
async function migrate(url: string): Promise<void> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { migrateTable } = await import('./migrate-table.ts');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials });
  await migrateTable(client, TABLE);
  client.destroy();
}

async function closed(server: Server): Promise<void> {
  const end = once(server, 'close');
  // dynalite waits for its writes and closes the files as well.
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
    server.closeAllConnections();
  });
  await end;
}
