import { openDatabase } from '../../../cli/local/database.ts';

/** `node write-much.ts <directory>`: stores contacts until that fails, and prints why. */
const [directory = ''] = process.argv.slice(2);
const { inventory, close } = await openDatabase(directory);
try {
  for (let n = 0; ; n += 1)
    await inventory.seedContact('aws#111122223333', {
      kind: 'inbox',
      address: `${'x'.repeat(200)}-${n}@example.com`,
      source: 'config',
      since: '2026-11-21T06:00:00Z',
    });
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
} finally {
  close();
}
