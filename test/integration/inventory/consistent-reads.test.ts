import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase, type Database } from '../../bed/database.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';
import { openWire, type Wire } from '../../bed/sources/wire.ts';
import { skc } from '../../bed/inventory/skc.ts';

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let wire: Wire;
let database: Database;
/** The requests that the product sent. */
let sent: { operation: string; command: unknown }[];

beforeEach(async () => {
  dynalite = await openDynalite();
  sent = [];
  wire = await openWire(dynalite.url, {
    asked: (operation, body) => {
      sent.push({ operation, command: JSON.parse(body) });
      return body;
    },
  });
  database = await connectDatabase(wire.url);
  sent = [];
});
afterEach(async () => {
  database.close();
  await wire.close();
  await dynalite.close();
});

// The embedded database is always consistent: only the command itself shows whether DynamoDB would be.
describe('a read of the table', () => {
  it('of one item is strongly consistent', async () => {
    await database.inventory.account('aws#111111111111');
    expect(sent).toMatchObject([{ operation: 'GetItem', command: { ConsistentRead: true } }]);
  });

  it('of a partition is strongly consistent', async () => {
    await database.inventory.accounts();
    expect(sent).toMatchObject([{ operation: 'Query', command: { ConsistentRead: true } }]);
  });

  it('of an index is not, since DynamoDB would refuse it', async () => {
    await database.inventory.history(skc().id);
    expect(sent[0]).toMatchObject({
      operation: 'Query',
      command: { IndexName: expect.any(String), ConsistentRead: false },
    });
  });
});
