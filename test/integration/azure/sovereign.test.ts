import { afterEach, describe, expect, it } from 'vitest';
import type { AzureEstate } from '../../../sandbox/estate/azure-estate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { entraApplicationSecret } from '../../../shared/sources/azure/entra-application-secret.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { keyVault } from '../../../shared/sources/azure/key-vault.ts';
import { managedHsmKey } from '../../../shared/sources/azure/managed-hsm-key.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, estate, openAzureStage, TENANT, vault, type AzureStage } from '../../bed/azure/stage.ts';

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

const createdAt = addDays(EPOCH, -10);

/** A tenant of a cloud whose federated credential has the audience that this cloud requires. */
function tenantIn(cloud: AzureEstate['cloud'], audience: string): AzureEstate {
  const declared = estate({}, [{ secrets: [{ name: 'a', createdAt }] }]);
  const [subscription] = declared.subscriptions;
  if (subscription === undefined) throw new Error('no subscription');
  const hsm = { ...vault({ name: 'hsm' }), keys: [{ name: 'k', createdAt, keyType: 'RSA-HSM' as const }] };
  subscription.hsms = [hsm];
  const application = { id: 'app-1', appId: 'client-1', name: 'pay', owner: 'organisation' as const };
  return {
    ...declared,
    ...(cloud === undefined ? {} : { cloud }),
    federation: { ...declared.federation, audience },
    applications: [
      {
        ...application,
        createdAt,
        secrets: [{ keyId: 's', createdAt, endsAt: addDays(EPOCH, 90) }],
        certificates: [],
      },
    ],
  };
}

describe.each([
  ['us-government', 'api://AzureADTokenExchangeUSGov', 'vault.usgovcloudapi.net', 'portal.azure.us'],
  ['china', 'api://AzureADTokenExchangeChina', 'vault.azure.cn', 'portal.azure.cn'],
] as const)('Azure in %s', (cloud, audience, suffix, portal) => {
  it('is signed in to with its own audience, and read from its own hosts', async () => {
    stage = await openAzureStage(dynalite.url, tenantIn(cloud, audience));
    const scans = [
      await stage.collect(keyVaultSecret, 'kv-pay'),
      await stage.collect(keyVault, 'kv-pay'),
      await stage.collect(managedHsmKey, 'hsm'),
      await stage.collect(entraApplicationSecret, 'global', TENANT),
    ];
    expect(scans.map(({ scan }) => [scan.outcome, scan.count])).toEqual([
      ['complete', 1],
      ['complete', 0],
      ['complete', 1],
      ['complete', 1],
    ]);
    const [secret] = await stage.skcs(keyVaultSecret, 'kv-pay');
    if (secret === undefined) throw new Error('no secret');
    expect(secret.id).toBe(`https://kv-pay.${suffix}/secrets/a`);
    expect(new URL(keyVaultSecret.console(secret)).host).toBe(portal);
    const [credential] = await stage.skcs(entraApplicationSecret, 'global', TENANT);
    if (credential === undefined) throw new Error('no credential');
    expect(new URL(entraApplicationSecret.console(credential)).host).toBe(portal);
  });

  it('says which audience to set if the tenant trusts the public cloud’s', async () => {
    stage = await openAzureStage(dynalite.url, tenantIn(cloud, 'api://AzureADTokenExchange'));
    const { scan } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan.problems).toMatchObject([
      { code: 'AADSTS700212', remedy: `Set the audience to ${audience} on both sides.` },
    ]);
  });
});
