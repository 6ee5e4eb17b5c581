import { afterEach, describe, expect, it } from 'vitest';
import type { AzureSubscription } from '../../../sandbox/estate/azure-estate.ts';
import { plan } from '../../../functions/plan/plan.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { azureReader } from '../../../shared/readers/azure/reader.ts';
import { azureSchema, type AzureConfig } from '../../../shared/config/azure.ts';
import type { Account } from '../../../shared/model/account.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { estate, openAzureStage, TENANT, vault, type AzureStage } from '../../bed/azure/stage.ts';

const id = (n: number) => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

function subscription(n: number, parts: Partial<AzureSubscription> = {}): AzureSubscription {
  return {
    id: id(n),
    name: `sub-${n}`,
    state: 'Enabled',
    managementGroups: ['root', n % 2 === 0 ? 'bank' : 'shop'],
    vaults: [],
    hsms: [],
    storageAccounts: [],
    ...parts,
  };
}

async function readerOf(subscriptions: AzureSubscription[], wish: Partial<AzureConfig> = {}) {
  stage = await openAzureStage(dynalite.url, estate({ subscriptions }));
  const config = azureSchema.parse({ tenantId: TENANT, ...wish });
  if (config === undefined) throw new Error('no configuration');
  return azureReader({ config, sessions: stage.sessions });
}

function account(n: number): Account {
  return { key: `azure#${id(n)}`, cloud: 'azure', id: id(n), name: '', path: [], status: 'active' };
}

describe('finding what is in Azure', () => {
  it('returns every subscription with its management groups, and the tenant as a separate account', async () => {
    const reader = await readerOf([subscription(1), subscription(2, { state: 'Disabled' })]);
    const { accounts, missing } = await reader.accounts();
    expect(accounts).toMatchObject([
      { key: `azure#${TENANT}`, name: 'Entra tenant' },
      { key: `azure#${id(1)}`, name: 'sub-1', path: ['root', 'shop'], status: 'active' },
      { key: `azure#${id(2)}`, status: 'retired' },
    ]);
    expect(missing).toBe('hidden');
  });

  it('names a subscription of another tenant as not read, and counts it with none', async () => {
    const reader = await readerOf(
      [
        subscription(1, { vaults: [vault({})] }),
        subscription(2, { tenantId: id(99), vaults: [vault({ name: 'kv-b' })] }),
      ],
      { entra: false },
    );
    const { inventory } = stage.database;
    const config = configSchema.parse({ azure: { tenantId: TENANT, entra: false } });
    const planned = await plan(
      { id: 'run-1', now: '2026-11-21T06:00:00Z' },
      { inventory, config, clouds: [reader] },
    );
    expect(planned.accounts).toMatchObject([
      { id: id(1), status: 'active', problems: [] },
      {
        id: id(2),
        status: 'excluded',
        targets: [],
        problems: [{ code: 'OtherTenant', operation: 'Microsoft.Resources/subscriptions/read' }],
      },
    ]);
    expect(planned.accounts[1]?.problems[0]?.message).toContain(id(99));
    expect(new Set(planned.targets.map(({ account: key }) => key))).toEqual(new Set([`azure#${id(1)}`]));
  });

  it('plans a vault once, whatever letters its name has', async () => {
    const reader = await readerOf([subscription(1, { vaults: [vault({ name: 'KV-Pay' })] })]);
    const secrets = async (before: string[]) =>
      (
        await reader.targets(
          account(1),
          before.map((location) => ({ location, source: 'azure.key-vault-secret' as const })),
        )
      ).targets
        .filter(({ source }) => source === 'azure.key-vault-secret')
        .map(({ location }) => location);
    expect(await secrets([])).toEqual(['kv-pay']);
    // The table of an earlier release keeps its letters.
    expect(await secrets(['KV-Pay'])).toEqual(['KV-Pay']);
  });

  it('reads all pages of a thousand', async () => {
    const reader = await readerOf(
      Array.from({ length: 1003 }, (_, n) => subscription(n)),
      { entra: false },
    );
    expect((await reader.accounts()).accounts).toHaveLength(1003);
    expect(stage.calls.byOperation()).toEqual({ 'arm:QueryResources': 2 });
  });

  it('respects the management group, included and excluded subscriptions', async () => {
    const all = [1, 2, 3, 4].map((n) => subscription(n));
    const reader = await readerOf(all, {
      managementGroup: 'bank',
      entra: false,
      subscriptions: { include: [], exclude: [id(4)] },
    });
    expect((await reader.accounts()).accounts.map((each) => each.id)).toEqual([id(2)]);
  });

  it('names a configured subscription that is not visible', async () => {
    const reader = await readerOf([subscription(1)], {
      entra: false,
      subscriptions: { include: [id(9)], exclude: [] },
    });
    expect((await reader.accounts()).accounts).toMatchObject([{ id: id(9), status: 'active' }]);
  });

  it('plans each vault and HSM as a location, from one listing for all subscriptions', async () => {
    const hsm = {
      name: 'hsm-1',
      region: 'x',
      resourceGroup: 'rg',
      retentionDays: 90,
      purgeProtection: true,
      keys: [],
    };
    const reader = await readerOf([
      subscription(1, { vaults: [vault({ name: 'kv-a' }), vault({ name: 'kv-b' })] }),
      subscription(2, { hsms: [hsm] }),
    ]);
    const first = await reader.targets(account(1), []);
    const second = await reader.targets(account(2), []);
    const places = (source: string) =>
      first.targets.filter((each) => each.source === source).map((each) => each.location);
    expect(places('azure.key-vault-secret')).toEqual(['kv-a', 'kv-b']);
    expect(places('azure.key-vault')).toEqual(['kv-a', 'kv-b']);
    expect(places('azure.storage-account-key')).toEqual(['global']);
    expect(places('azure.entra-application-secret')).toEqual([]);
    expect(second.targets).toEqual(
      expect.arrayContaining([{ location: 'hsm-1', source: 'azure.managed-hsm-key' }]),
    );
    expect(stage.calls.byOperation()).toEqual({ 'arm:QueryResources': 1 });
  });

  it('plans the tenant with the Entra sources and nothing else', async () => {
    const reader = await readerOf([]);
    const { targets } = await reader.targets({ ...account(1), id: TENANT, key: `azure#${TENANT}` }, []);
    expect(targets.map((each) => each.source)).toEqual([
      'azure.entra-application-certificate',
      'azure.entra-application-secret',
    ]);
  });

  it('still plans a known vault that is no longer listed', async () => {
    const reader = await readerOf([subscription(1)]);
    const before = [{ location: 'kv-gone', source: 'azure.key-vault-secret' as const }];
    const { targets } = await reader.targets(account(1), before);
    expect(targets).toEqual(expect.arrayContaining(before));
  });

  it('keeps the known targets and records why if Resource Graph refuses', async () => {
    const reader = await readerOf([subscription(1)]);
    stage.sandbox.faults.add({ operation: 'QueryResources', kind: 'deny' });
    const before = [{ location: 'kv-a', source: 'azure.key-vault-secret' as const }];
    const { targets, problems } = await reader.targets(account(1), before);
    expect(targets).toEqual(expect.arrayContaining(before));
    expect(problems).toMatchObject([{ code: 'AuthorizationFailed' }]);
  });
});
