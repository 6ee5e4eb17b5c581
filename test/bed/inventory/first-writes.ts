import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { skcKey } from '../../../shared/inventory/keys.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import type { Database } from '../database.ts';
import { finding } from '../messages/fixture.ts';
import { stored } from './skc.ts';
import { tableOfEach, type StartDatabase } from './table-of-each.ts';

const TARGET = {
  account: 'aws#111111111111',
  location: 'eu-west-1',
  source: 'aws.secrets-manager-secret',
} as const;

/** Three batches of BatchWriteItem and one item. */
const MANY = 76;

/** Tests the writes that take many items in one call, on a DynamoDB like `inventorySuite`. */
export function firstWritesSuite(on: string, start: StartDatabase): void {
  describe(`first writes on ${on}`, () => {
    let database: Database;
    let table = '';
    tableOfEach('first-writes', start, (opened) => ({ database, table } = opened));

    const secrets = (count: number) =>
      Array.from({ length: count }, (_, index) => stored({ revision: 1, id: `secret-${index}` }));
    const findings = (count: number) =>
      Array.from({ length: count }, (_, index) => finding({ name: `secret-${index}` }));
    const storedIds = async () => (await all(database.inventory.skcsOf(TARGET))).map(({ id }) => id);

    it('all SKCs of a target that has none are stored as they are', async () => {
      const discovered = secrets(MANY);
      expect(await database.inventory.discoverAll(TARGET, discovered)).toBe(true);
      const read = await all(database.inventory.skcsOf(TARGET));
      const byId = (a: StoredSkc, b: StoredSkc) => (a.id < b.id ? -1 : 1);
      expect(read.toSorted(byId)).toEqual(discovered.toSorted(byId));
    });

    it('an SKC that is listed twice is stored once', async () => {
      const [one] = secrets(1);
      if (one === undefined) throw new Error('no secret');
      expect(await database.inventory.discoverAll(TARGET, [...secrets(3), { ...one, name: 'again' }])).toBe(
        true,
      );
      expect((await all(database.inventory.skcsOf(TARGET))).map(({ name }) => name).toSorted()).toEqual([
        'again',
        'app/one',
        'app/one',
      ]);
    });

    it('nothing is written if the target has an SKC', async () => {
      const [known] = secrets(1);
      if (known === undefined) throw new Error('no secret');
      await database.inventory.discover({ ...known, name: 'of a rival' });
      expect(await database.inventory.discoverAll(TARGET, secrets(MANY))).toBe(false);
      expect(await all(database.inventory.skcsOf(TARGET))).toEqual([{ ...known, name: 'of a rival' }]);
    });

    it('an SKC of another target does not count', async () => {
      const [known] = secrets(1);
      if (known === undefined) throw new Error('no secret');
      await database.inventory.discover({ ...known, location: 'eu-west-2' });
      expect(await database.inventory.discoverAll(TARGET, secrets(2))).toBe(true);
      expect((await storedIds()).toSorted()).toEqual(['secret-0', 'secret-1']);
    });

    it('an item that cannot be read is not overwritten', async () => {
      const [damaged] = secrets(1);
      if (damaged === undefined) throw new Error('no secret');
      const item = { ...skcKey(damaged), v: 1, name: 'damaged' };
      await database.client.send(new PutCommand({ TableName: table, Item: item }));
      expect(await all(database.inventory.skcsOf(TARGET))).toEqual([]);
      expect(await database.inventory.discoverAll(TARGET, secrets(MANY))).toBe(false);
      expect(await storedIds()).toEqual([]);
      expect(database.inventory.damaged(TARGET.account)).toHaveLength(1);
    });

    it('the first findings of an account are written in parts', async () => {
      const [first, second] = [findings(MANY).slice(0, 30), findings(MANY).slice(30)];
      expect(await database.inventory.writeFirstFindings(first, false)).toBe(true);
      expect(await database.inventory.writeFirstFindings(second, true)).toBe(true);
      expect(names(await all(database.inventory.findings('aws#123456789012')))).toEqual(
        names(findings(MANY)),
      );
    });

    it('findings are not written in parts over those of another run', async () => {
      const [known] = findings(1);
      if (known === undefined) throw new Error('no finding');
      await database.inventory.writeFinding({ ...known, because: 'A rival wrote it.' });
      expect(await database.inventory.writeFirstFindings(findings(MANY), false)).toBe(false);
      const read = await all(database.inventory.findings(known.account));
      expect(read.map(({ because }) => because)).toEqual(['A rival wrote it.']);
    });

    it('of two runs that write first, one goes on', async () => {
      const rivals = await Promise.all(
        ['one', 'other'].map((run) =>
          database.inventory.discoverAll(
            TARGET,
            secrets(MANY).map((skc) => ({ ...skc, name: run })),
          ),
        ),
      );
      expect(rivals.toSorted((a, b) => Number(a) - Number(b))).toEqual([false, true]);
      const read = await all(database.inventory.skcsOf(TARGET));
      expect(read).toHaveLength(MANY);
      expect(new Set(read.map(({ name }) => name)).size).toBe(1);
    });
  });
}

function names(findings: readonly Finding[]): string[] {
  return findings.map(({ subject }) => subject.name).toSorted();
}

async function all<T>(found: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const each of found) list.push(each);
  return list;
}
