import dynalite from 'dynalite';
import * as z from 'zod';
import { generateEstate } from '../../sandbox/estate/generate.ts';
import type { Estate } from '../../sandbox/estate/estate.ts';
import { startSandbox } from '../../sandbox/server.ts';

/**
 * The cloud and the table of one measurement, in a separate process so that they are not measured with it:
 * `fork('servers.ts', [accounts, SKCs of an account, regions of an account])`. Reports their addresses and ends with
 * its parent.
 */
const REGIONS = [
  'us-east-1',
  'eu-west-1',
  'us-west-2',
  'eu-central-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'ca-central-1',
  'sa-east-1',
] as const;
const EPOCH = '2030-01-01T06:00:00Z';

const [accounts, skcs, regions] = z
  .tuple([z.coerce.number(), z.coerce.number(), z.coerce.number()])
  .parse(process.argv.slice(2));

const sandbox = await startSandbox({
  estate: spread(
    generateEstate({ accounts, skcs: accounts * skcs, seed: 1, epoch: EPOCH }),
    REGIONS.slice(0, regions),
  ),
});
const database = dynalite({ createTableMs: 0 });
await new Promise<void>((resolve) => database.listen(0, '127.0.0.1', resolve));
const address = database.address();
if (address === null || typeof address === 'string') throw new Error('the database has no port');
process.send?.({ sandbox: sandbox.url, database: `http://127.0.0.1:${address.port}` });
process.on('disconnect', () => process.exit(0));

/** The generated estate has two regions: its SKCs are distributed over all requested regions. */
function spread(estate: Estate, names: readonly string[]): Estate {
  const regionOf = (index: number) => names[index % names.length] ?? REGIONS[0];
  for (const account of estate.accounts) {
    account.regions = names.map((name) => ({ name, status: 'ENABLED_BY_DEFAULT' }));
    for (const listed of [account.secrets, account.keys, account.certificates])
      for (const [index, each] of listed.entries()) each.region = regionOf(index);
  }
  return estate;
}
