import { join } from 'node:path';
import { startEmbeddedDynamoDb } from './embedded-dynamodb.ts';
import { serveCompanion } from './serve-companion.ts';

/** The embedded DynamoDB: `node database-process.ts <lock file> <directory>`. */
const [lock, directory] = process.argv.slice(2);
if (lock === undefined || directory === undefined)
  throw new Error('usage: database-process <lock file> <directory>');

await serveCompanion(lock, (setting) => startEmbeddedDynamoDb(join(directory, 'database'), setting));
