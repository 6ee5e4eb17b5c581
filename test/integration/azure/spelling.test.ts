import { afterEach, describe, expect, it } from 'vitest';
import type { StorageAccountDeclaration } from '../../../sandbox/estate/azure-estate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { Skc } from '../../../shared/model/skc.ts';
import type { AzureSource } from '../../../shared/sources/azure/azure-source.ts';
import { entraApplicationSecret } from '../../../shared/sources/azure/entra-application-secret.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { storageAccountKey } from '../../../shared/sources/azure/storage-account-key.ts';
import { discovery } from '../../../shared/inventory/diff.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import {
  EPOCH,
  estate,
  openAzureStage,
  SUBSCRIPTION,
  TENANT,
  type AzureStage,
} from '../../bed/azure/stage.ts';

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

const at = (days: number) => addDays(EPOCH, days);

function storageEstate() {
  const account: StorageAccountDeclaration = {
    name: 'stpay',
    region: 'westeurope',
    resourceGroup: 'rg-pay',
    createdAt: at(-400),
    key1: { from: at(-145), everyDays: 9999 },
    key2: { from: at(-20), everyDays: 9999 },
    sharedKeyAccess: true,
  };
  const declared = estate();
  declared.subscriptions[0]?.storageAccounts.push(account);
  return { declared, account };
}

/** What is stored of a target, as an earlier release wrote it: with these letters. */
async function storedAs(
  source: AzureSource,
  location: string,
  respelt: (skc: Skc) => Skc,
  account = SUBSCRIPTION,
) {
  const other = await openAzureStage(dynalite.url, stage.azure);
  await other.collect(source, location, account);
  for (const { revision: _r, discoveredAt: _d, changedAt: _c, ...skc } of await other.skcs(
    source,
    location,
    account,
  ))
    await stage.database.inventory.discover(discovery(respelt(skc), at(-30)));
  await other.close();
  stage.signIn();
}

describe('an id that Azure answers in other letters', () => {
  it('is the same SKC, and nothing is said', async () => {
    const { declared, account } = storageEstate();
    stage = await openAzureStage(dynalite.url, declared);
    expect((await stage.collect(storageAccountKey, 'global')).changes).toEqual({ discovered: 2 });
    const before = await stage.skcs(storageAccountKey, 'global');
    account.resourceGroup = 'RG-PAY';
    account.name = 'STPAY';
    stage.sandbox.clock.advanceDays(1);
    const later = await stage.collect(storageAccountKey, 'global');
    expect(later.changes).toEqual({});
    expect(later.scan).toMatchObject({ outcome: 'complete', count: 2, problems: [] });
    expect(await stage.skcs(storageAccountKey, 'global')).toEqual(before);
  });

  it('and is gone later is recorded as deleted once', async () => {
    const { declared, account } = storageEstate();
    stage = await openAzureStage(dynalite.url, declared);
    await stage.collect(storageAccountKey, 'global');
    account.resourceGroup = 'RG-PAY';
    stage.sandbox.clock.advanceDays(1);
    await stage.collect(storageAccountKey, 'global');
    declared.subscriptions[0]?.storageAccounts.splice(0);
    stage.sandbox.clock.advanceDays(1);
    expect((await stage.collect(storageAccountKey, 'global')).changes).toEqual({ deleted: 2 });
    stage.sandbox.clock.advanceDays(1);
    expect((await stage.collect(storageAccountKey, 'global')).changes).toEqual({});
  });

  it('keeps the letters and the history of an earlier release’s table', async () => {
    stage = await openAzureStage(dynalite.url, storageEstate().declared);
    const upper = (skc: Skc): Skc => ({
      ...skc,
      id: skc.id.replace('resourcegroups/rg-pay', 'resourceGroups/RG-Pay'),
      details: { ...skc.details, storageAccountId: String(skc.details['storageAccountId']).toUpperCase() },
    });
    await storedAs(storageAccountKey, 'global', upper);
    const before = await stage.skcs(storageAccountKey, 'global');
    expect(before[0]?.id).toContain('resourceGroups/RG-Pay');
    expect((await stage.collect(storageAccountKey, 'global')).changes).toEqual({});
    expect(await stage.skcs(storageAccountKey, 'global')).toEqual(before);
  });

  it('is the same key of a vault, and its known policy is not read again', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({}, [
        { keys: [{ name: 'Wrap', createdAt: at(-10), keyType: 'RSA', rotation: { afterDays: 90 } }] },
      ]),
    );
    await storedAs(keyVaultKey, 'kv-pay', (skc) => ({
      ...skc,
      id: skc.id.replace('/keys/wrap', '/keys/Wrap'),
    }));
    expect((await stage.collect(keyVaultKey, 'kv-pay')).changes).toEqual({});
    expect(stage.sandbox.calls.counts()['keyvault:GetKeyRotationPolicy']).toBeUndefined();
    expect((await stage.skcs(keyVaultKey, 'kv-pay')).map(({ id }) => id)).toEqual([
      'https://kv-pay.vault.azure.net/keys/Wrap',
    ]);
  });

  it('is the same credential of an application, with its successor', async () => {
    const secret = (keyId: string, days: number) => ({ keyId, createdAt: at(days), endsAt: at(days + 365) });
    stage = await openAzureStage(
      dynalite.url,
      estate({
        servicePrincipals: [
          {
            id: 'abc-1',
            appId: 'client-1',
            name: 'pay',
            owner: 'organisation',
            createdAt: at(-500),
            secrets: [secret('old', -300), secret('new', -30)],
            certificates: [],
          },
        ],
      }),
    );
    const upper = (id: string) => id.replace('abc-1', 'ABC-1');
    await storedAs(
      entraApplicationSecret,
      'global',
      (skc) => ({
        ...skc,
        id: upper(skc.id),
        ...(skc.supersededBy === undefined ? {} : { supersededBy: upper(skc.supersededBy) }),
      }),
      TENANT,
    );
    const { changes, scan } = await stage.collect(entraApplicationSecret, 'global', TENANT);
    expect([changes, scan.count]).toEqual([{}, 2]);
  });
});
