import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  sampleAzure,
  SAMPLE_CLIENT,
  SAMPLE_SUBSCRIPTIONS,
  SAMPLE_TENANT,
} from '../../../sandbox/estate/sample-azure.ts';
import { azureReader } from '../../../shared/readers/azure/reader.ts';
import { azureSchema } from '../../../shared/config/azure.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import type { Scan } from '../../../shared/model/target.ts';
import { azureSources } from '../../../shared/sources/azure/registry.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';
import { EPOCH, openAzureStage, type AzureStage } from '../../bed/azure/stage.ts';

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let stage: AzureStage;
let before: Awaited<ReturnType<typeof readAll>>;
let after: Awaited<ReturnType<typeof readAll>>;

beforeAll(async () => {
  dynalite = await openDynalite();
  stage = await openAzureStage(dynalite.url, sampleAzure(EPOCH), SAMPLE_CLIENT);
  before = await readAll();
  stage.sandbox.clock.advanceDays(30);
  after = await readAll();
});
afterAll(async () => {
  await stage.close();
  await dynalite.close();
});

/** Reads everything that the reader plans. */
async function readAll() {
  const config = azureSchema.parse({ tenantId: SAMPLE_TENANT, clientId: SAMPLE_CLIENT });
  if (config === undefined) throw new Error('no configuration');
  stage.sessions.close();
  const reader = azureReader({ config, sessions: stage.sessions });
  const skcs: StoredSkc[] = [];
  const scans: Scan[] = [];
  const { accounts } = await reader.accounts();
  for (const account of accounts.filter((each) => each.status === 'active'))
    for (const { location, source } of (await reader.targets(account, [])).targets) {
      const found = azureSources.find((each) => each.type === source);
      if (found === undefined) throw new Error(`no source ${source}`);
      scans.push((await stage.collect(found, location, account.id)).scan);
      skcs.push(...(await stage.skcs(found, location, account.id)));
    }
  return { accounts, scans, skcs: skcs.filter((skc) => skc.absentAt === undefined) };
}

describe('the sample organisation in Azure', () => {
  it('is the same for the same epoch', () => {
    expect(sampleAzure(EPOCH)).toEqual(sampleAzure(EPOCH));
  });

  it('lists nothing that contradicts a declared trait', () => {
    const problems = before.scans.flatMap((scan) => scan.problems);
    expect(problems.filter(({ kind }) => kind === 'malformed')).toEqual([]);
  });

  it('shows 60 to 100 SKCs of every type except the vault itself, which is not an SKC', () => {
    expect(before.skcs.length).toBeGreaterThanOrEqual(60);
    expect(before.skcs.length).toBeLessThanOrEqual(100);
    const types = azureSources.map(({ type }) => type).filter((type) => type !== 'azure.key-vault');
    expect([...new Set(before.skcs.map(({ type }) => type))].toSorted()).toEqual(types);
  });

  it('names every SKC once', () => {
    expect(new Set(before.skcs.map(({ id }) => id)).size).toBe(before.skcs.length);
  });

  it('has a denied vault and a firewalled one, and the rest is read completely', () => {
    const troubled = before.scans.filter((scan) => scan.outcome !== 'complete');
    expect(troubled.map((scan) => `${scan.location} ${scan.source} ${scan.outcome}`).toSorted()).toEqual([
      'kv-skc-swift azure.key-vault-certificate denied',
      'kv-skc-swift azure.key-vault-key denied',
      'kv-skc-swift azure.key-vault-secret denied',
      'kv-skc-warehouse azure.key-vault-certificate failed',
    ]);
  });

  it('has a retired subscription', () => {
    const over = before.accounts.find(({ id }) => id === SAMPLE_SUBSCRIPTIONS['bank-retired']);
    expect(over?.status).toBe('retired');
  });

  it('gains and loses some in 30 days', () => {
    const ids = (of: typeof before) => new Set(of.skcs.map(({ id }) => id));
    expect([...ids(after)].filter((id) => !ids(before).has(id)).length).toBeGreaterThanOrEqual(2);
    expect([...ids(before)].filter((id) => !ids(after).has(id)).length).toBeGreaterThanOrEqual(2);
  });

  it('is read without requesting a value', () => {
    expect(stage.sandbox.calls.list().filter((call) => call.valueRead)).toEqual([]);
  });
});
