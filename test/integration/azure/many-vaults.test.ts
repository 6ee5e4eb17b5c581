import { afterEach, describe, expect, it } from 'vitest';
import { plan } from '../../../functions/plan/plan.ts';
import { accountKey } from '../../../shared/model/account.ts';
import { azureReader } from '../../../shared/readers/azure/reader.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import {
  estate,
  openAzureStage,
  SUBSCRIPTION,
  TENANT,
  vault,
  type AzureStage,
} from '../../bed/azure/stage.ts';
import { rawItems } from '../../bed/inventory/raw-table.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

const ACCOUNT = accountKey('azure', SUBSCRIPTION);
const NOW = '2026-11-21T06:00:00Z';
/** DynamoDB's limit is 409,600. */
const MOST_BYTES = 300_000;

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

const config = configSchema.parse({ azure: { tenantId: TENANT, entra: false } });

/** Names of vaults are at most 24 characters. */
const vaults = (count: number) =>
  Array.from({ length: count }, (_, n) => vault({ name: `kv-customer-${String(n).padStart(12, '0')}` }));

function planned() {
  if (config.azure === undefined) throw new Error('no Azure in the configuration');
  const finder = azureReader({ config: config.azure, sessions: stage.sessions });
  return plan({ id: 'run-1', now: NOW }, { inventory: stage.database.inventory, config, clouds: [finder] });
}

async function bytesOfItems(): Promise<number[]> {
  return [...(await rawItems(stage)).values()].map((item) => Buffer.byteLength(JSON.stringify(item)));
}

describe('a subscription with many vaults', () => {
  it.each([2_000, 20_000])('of %i is planned whole, and no item grows with it', async (count) => {
    stage = await openAzureStage(dynalite.url, estate({}, vaults(count)));
    const { targets, accounts, failed } = await planned();
    expect(failed).toEqual([]);
    expect(accounts.map(({ key }) => key)).toEqual([ACCOUNT]);
    const inVaults = targets.filter(({ location }) => location !== 'global');
    expect(new Set(inVaults.map(({ location }) => location)).size).toBe(count);
    const account = await stage.database.inventory.account(ACCOUNT);
    expect(account?.targets).toHaveLength(targets.length);
    expect(new Set(account?.targets.map(({ location, source }) => `${location} ${source}`))).toEqual(
      new Set(targets.map(({ location, source }) => `${location} ${source}`)),
    );
    expect(Math.max(...(await bytesOfItems()))).toBeLessThan(MOST_BYTES);
  });

  it('is written again only where it changed, and its surplus pages go', async () => {
    stage = await openAzureStage(dynalite.url, estate({}, vaults(7_000)));
    const { accounts } = await planned();
    const [account] = accounts;
    if (account === undefined) throw new Error('nothing was planned');
    const pages = async () =>
      new Map([...(await rawItems(stage))].filter(([key]) => key.includes(' / targets#')));
    const first = await pages();
    expect(first.size).toBe(3);
    let writes = 0;
    stage.database.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (/Put|Update|Delete/.test(commandName ?? '')) writes += 1;
          return next(args);
        },
      { step: 'initialize' },
    );
    await planned();
    expect(writes).toBe(0);
    const { inventory } = stage.database;
    await inventory.planAccount({ ...account, targets: account.targets.slice(0, 100) });
    expect((await pages()).size).toBe(1);
    expect((await inventory.account(ACCOUNT))?.targets).toEqual(account.targets.slice(0, 100));
  });
});
