import { DynamoDBClient, PutItemCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyTable, differenceOf } from '../../../cli/deploy/table-copy.ts';
import { connectDatabase, type Database } from '../../bed/database.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';

type Item = Record<string, AttributeValue>;
const isLeft = ({ item }: { item: string }) => item === 'lock#run';

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let client: DynamoDBClient;
const opened: Database[] = [];
let pair = 0;
let source = '';
let target = '';

beforeAll(async () => {
  dynalite = await openDynalite();
  client = new DynamoDBClient({
    endpoint: dynalite.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  client.destroy();
  for (const each of opened) each.close();
  await dynalite.close();
});

beforeEach(async () => {
  pair++;
  source = `then-${pair}`;
  target = `now-${pair}`;
  opened.push(await connectDatabase(dynalite.url, source), await connectDatabase(dynalite.url, target));
  // 150 alike, 60 changed, 130 only then, 120 only now: more than a batch of each.
  await put(source, range(0, 150), 'same');
  await put(target, range(0, 150), 'same');
  await put(source, range(150, 210), 'then');
  await put(target, range(150, 210), 'now');
  await put(source, range(210, 340), 'then');
  await put(target, range(400, 520), 'now');
  await put(source, [{ account: { S: 'organisation' }, item: { S: 'lock#run' } }], 'an earlier run');
  await put(target, [{ account: { S: 'organisation' }, item: { S: 'lock#run' } }], 'the restore');
}, 120_000);

function range(from: number, to: number): Item[] {
  return Array.from({ length: to - from }, (_, index) => ({
    account: { S: `aws#${(from + index) % 7}` },
    item: { S: `skc#${from + index}` },
  }));
}

async function put(table: string, keys: readonly Item[], word: string): Promise<void> {
  for (const key of keys)
    await client.send(
      new PutItemCommand({
        TableName: table,
        // A number beyond what JavaScript holds, and a set.
        Item: { ...key, word: { S: word }, n: { N: '12345678901234567890123' }, set: { SS: ['b', 'a'] } },
      }),
    );
}

async function contents(table: string): Promise<string[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return Items.filter(({ item }) => item?.S !== 'lock#run')
    .map((each) => JSON.stringify(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .toSorted();
}

async function lockOf(table: string): Promise<string | undefined> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return Items.find(({ item }) => item?.S === 'lock#run')?.['word']?.S;
}

describe('copying a restored table', () => {
  it('counts what differs, and writes nothing for it', async () => {
    const before = await contents(target);
    expect(await differenceOf(client, { source, target, isLeft })).toEqual({
      added: 130,
      changed: 60,
      removed: 120,
    });
    expect(await contents(target)).toEqual(before);
  });

  it('makes both equal without loss, and leaves the lock to who holds it', async () => {
    const written: number[] = [];
    await copyTable(client, { source, target, isLeft }, (count) => written.push(count));
    expect(await contents(target)).toEqual(await contents(source));
    expect(await lockOf(target)).toBe('the restore');
    expect(await differenceOf(client, { source, target, isLeft })).toEqual({
      added: 0,
      changed: 0,
      removed: 0,
    });
    expect(Math.max(...written)).toBe(130 + 60 + 120);
  });

  it.each([1, 100, 220])('goes on where it was killed after %i items', async (items) => {
    const killed = copyTable(client, { source, target, isLeft }, (count) => {
      if (count >= items) throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    const left = await differenceOf(client, { source, target, isLeft });
    expect(left.added + left.changed + left.removed).toBeGreaterThan(0);
    expect(left.added + left.changed + left.removed).toBeLessThan(310);
    await copyTable(client, { source, target, isLeft });
    expect(await contents(target)).toEqual(await contents(source));
  });
});
