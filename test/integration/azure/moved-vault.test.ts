import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AzureEstate } from '../../../sandbox/estate/azure-estate.ts';
import type { Config } from '../../../shared/config/schema.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { accountKey, type AccountKey } from '../../../shared/model/account.ts';
import { estate as azureEstate, SUBSCRIPTION } from '../../bed/azure/stage.ts';
import { configOf, emptyEstate, EPOCH, findingsOf, skcsOf } from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const OTHER = 'b0000000-0000-4000-8000-000000000002';
const FROM = accountKey('azure', SUBSCRIPTION);
const TO = accountKey('azure', OTHER);
const ID = 'https://kv-pay.vault.azure.net/secrets/token';

const dynalite = dynaliteOfFile();
let stage: Stage;
let azure: AzureEstate;

beforeEach(async () => {
  azure = azureEstate({}, [
    {
      name: 'kv-pay',
      purgeProtection: false,
      secrets: [{ name: 'token', createdAt: addDays(EPOCH, -10), validDays: 13 }],
    },
  ]);
  const [first] = azure.subscriptions;
  if (first === undefined) throw new Error('no subscription');
  azure.subscriptions.push({
    ...first,
    id: OTHER,
    name: 'pay-new',
    vaults: [],
    hsms: [],
    storageAccounts: [],
  });
  const estate = { ...emptyEstate(1), azure };
  const config = configOf(estate, {
    azure: { tenantId: azure.tenantId, clientId: azure.federation.clientId, entra: false },
    contacts: {
      organisation: [{ address: 'organisation@example.com' }],
      accounts: {
        [SUBSCRIPTION]: [{ address: 'old@example.com' }],
        [OTHER]: [{ address: 'new@example.com' }],
      },
    },
  } satisfies Partial<Record<keyof Config, unknown>>);
  stage = await openStage(dynalite.url, estate, config);
});
afterEach(() => stage.close());

function move(from: number, to: number): void {
  const [a, b] = [azure.subscriptions[from], azure.subscriptions[to]];
  if (a === undefined || b === undefined) throw new Error('no subscription');
  b.vaults = a.vaults;
  a.vaults = [];
}

const open = async (account: AccountKey) =>
  (await findingsOf(stage, account)).filter(
    ({ state, subject }) => state === 'open' && subject.kind === 'skc',
  );

describe('a vault that was moved to another subscription', () => {
  it('is the same SKC in its new place, with its history, and nothing of it stays behind', async () => {
    await stage.run();
    const [before] = await skcsOf(stage, FROM);
    expect(before).toMatchObject({ id: ID, account: FROM, revision: 1 });
    expect((await open(FROM)).map(({ rule }) => rule)).toEqual(['expiring']);
    const opened = (await open(FROM))[0];

    move(0, 1);
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(await skcsOf(stage, FROM)).toEqual([]);
    expect(await findingsOf(stage, FROM)).toEqual([]);
    expect((await stage.database.inventory.account(FROM))?.targets.map(({ location }) => location)).toEqual([
      'global',
    ]);
    const [after, ...others] = await skcsOf(stage, TO);
    expect(others).toEqual([]);
    expect(after).toMatchObject({
      id: ID,
      account: TO,
      location: 'kv-pay',
      discoveredAt: before?.discoveredAt,
    });
    expect((await open(TO)).map(({ rule, openedAt }) => [rule, openedAt])).toEqual([
      ['expiring', opened?.openedAt],
    ]);
    const history = await stage.database.inventory.history(ID);
    expect(history?.skc.account).toBe(TO);
    expect(history?.changes.map(({ kinds }) => kinds)).toEqual([['moved']]);
  });

  it('is reported to its new contacts once, and to nobody twice', async () => {
    await stage.run();
    const sent = () => stage.sandbox.outbox.list().map(({ topic, subject }) => `${topic} ${subject ?? ''}`);
    const first = sent().length;
    move(0, 1);
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    const later = sent().slice(first);
    expect(later.filter((each) => each.includes(OTHER.slice(0, 8)))).toHaveLength(1);
    expect(later.filter((each) => each.includes(SUBSCRIPTION.slice(0, 8)))).toEqual([]);
  });

  it('keeps what people said of it, also when the move is repeated', async () => {
    await stage.run();
    const { inventory } = stage.database;
    const mark = {
      account: FROM,
      skcId: ID,
      kind: 'owner',
      by: 'ana',
      at: EPOCH,
      reason: 'ours',
      value: 'payments',
    } as const;
    await inventory.setMark(mark);
    const [skc] = await skcsOf(stage, FROM);
    if (skc === undefined) throw new Error('no SKC');
    const target = { location: 'kv-pay', source: skc.type };
    const to = { account: TO, location: 'kv-pay' };
    const done = { target, from: FROM, to, now: addDays(EPOCH, 1) };
    await inventory.moveTarget(done);
    // As if the move had been killed before it removed the SKC.
    await inventory.discover(skc);
    await inventory.setMark(mark);
    await inventory.moveTarget(done);
    expect(await skcsOf(stage, FROM)).toEqual([]);
    expect((await skcsOf(stage, TO)).map(({ revision }) => revision)).toEqual([2]);
    const marks = [];
    for await (const each of inventory.marks(TO)) marks.push(each);
    expect(marks).toMatchObject([{ account: TO, skcId: ID, value: 'payments' }]);
  });

  it('and back again is one SKC too', async () => {
    await stage.run();
    for (const [from, to] of [
      [0, 1],
      [1, 0],
    ] as const) {
      move(from, to);
      stage.sandbox.clock.advanceDays(1);
      await stage.run();
    }
    expect(await skcsOf(stage, TO)).toEqual([]);
    expect((await skcsOf(stage, FROM)).map(({ id, absentAt }) => [id, absentAt])).toEqual([[ID, undefined]]);
    const history = await stage.database.inventory.history(ID);
    expect(history?.changes.map(({ account }) => account)).toEqual([TO, FROM]);
  });
});
