import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../bed/database.ts';
import { NOW, skc } from '../../bed/inventory/skc.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { difference, discovery } from '../../../shared/inventory/diff.ts';
import type { Skc } from '../../../shared/model/skc.ts';

const dynalite = dynaliteOfFile();

const KEYS = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a.b',
  '#x',
  'Größe',
  '名前',
  'k'.repeat(256),
];

const OF_CLOUDS: readonly Partial<Skc>[] = [
  {},
  {
    id: '/subscriptions/s/vaults/v/secrets/one',
    type: 'azure.key-vault-secret',
    cloud: 'azure',
    account: 'azure#00000000-0000-4000-8000-000000000001',
  },
  { id: 'projects/p/secrets/one', type: 'gcp.secret-manager-secret', cloud: 'gcp', account: 'gcp#p' },
];

describe('tags with any key, in the table', () => {
  it.each(OF_CLOUDS.map((facts) => [facts.cloud ?? 'aws', facts] as const))(
    'are read back as they were, and a change of them is recorded: %s',
    async (cloud, facts) => {
      const database = await connectDatabase(dynalite.url, `keys-${cloud}`);
      const { inventory } = database;
      const tags = Object.fromEntries(KEYS.map((key) => [key, `value of ${key.slice(0, 20)}`]));
      const found = skc({ ...facts, tags });
      expect(await inventory.discover(discovery(found, NOW))).toBe(true);
      const stored = await inventory.skc(found.account, found);
      if (stored === undefined) throw new Error('it cannot be read');
      expect(new Map(Object.entries(stored.tags ?? {}))).toEqual(new Map(Object.entries(tags)));
      // Read back, it equals what is found: nothing is written.
      expect(difference(stored, found, NOW)).toEqual({ kind: 'none' });

      const changed = { ...tags, ['constructor']: 'another' };
      const differing = difference(stored, { ...found, tags: changed }, NOW);
      if (differing.kind !== 'change') throw new Error('no change');
      await inventory.apply(differing.change, differing.after);
      const history = await inventory.history(found.id);
      expect(history?.skc.tags?.['constructor']).toBe('another');
      expect(history?.changes[0]?.before['tags']).toEqual(tags);
      database.close();
    },
  );
});
