import { afterEach, describe, expect, it } from 'vitest';
import type { EntraDeclaration } from '../../../sandbox/estate/azure-estate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { entraApplicationCertificate } from '../../../shared/sources/azure/entra-application-certificate.ts';
import { entraApplicationSecret } from '../../../shared/sources/azure/entra-application-secret.ts';
import { storageAccountKey } from '../../../shared/sources/azure/storage-account-key.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, estate, named, openAzureStage, TENANT, type AzureStage } from '../../bed/azure/stage.ts';

const at = (days: number) => addDays(EPOCH, days);

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

function application(parts: Partial<EntraDeclaration>): EntraDeclaration {
  return {
    id: 'app-1',
    appId: 'client-1',
    name: 'payments',
    owner: 'organisation',
    createdAt: at(-800),
    secrets: [],
    certificates: [],
    ...parts,
  };
}

describe('Entra credentials over the wire', () => {
  it('are read from applications and service principals, one SKC per credential', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({
        applications: [
          application({
            tags: ['team:payments'],
            secrets: [
              { keyId: 's-old', name: 'old', createdAt: at(-360), endsAt: at(5) },
              { keyId: 's-new', name: 'new', createdAt: at(-10), endsAt: at(355) },
              { keyId: 's-ever', name: 'ever', createdAt: at(-700), endsAt: '2299-12-31T00:00:00Z' },
            ],
          }),
        ],
        servicePrincipals: [
          application({
            id: 'sp-1',
            name: 'reporting',
            secrets: [{ keyId: 's-sp', createdAt: at(-10), endsAt: at(80) }],
          }),
          application({
            id: 'sp-ms',
            name: 'Microsoft Graph',
            owner: 'microsoft',
            secrets: [{ keyId: 's-ms', createdAt: at(-10), endsAt: at(1) }],
          }),
          application({
            id: 'sp-mi',
            name: 'vm',
            owner: 'managed-identity',
            secrets: [{ keyId: 's-mi', createdAt: at(-10), endsAt: at(1) }],
          }),
        ],
      }),
    );
    const { scan } = await stage.collect(entraApplicationSecret, 'global', TENANT);
    expect(scan).toMatchObject({ outcome: 'complete', count: 4 });
    const skcs = await stage.skcs(entraApplicationSecret, 'global', TENANT);
    expect(named(skcs, 'payments/old')).toMatchObject({
      id: '/applications/app-1/passwordCredentials/s-old',
      expiresAt: at(5),
      supersededBy: '/applications/app-1/passwordCredentials/s-new',
      tags: { team: 'payments' },
    });
    expect(named(skcs, 'reporting/s-sp')).toMatchObject({ tags: {} });
    expect(named(skcs, 'payments/new').supersededBy).toBeUndefined();
    expect(named(skcs, 'payments/ever').expiresAt).toBe('2299-12-31T00:00:00Z');
    expect(JSON.stringify(skcs)).not.toContain('hint');
  });

  it('read a SAML signing certificate once, although it has three entries', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({
        servicePrincipals: [
          application({
            id: 'sp-saml',
            name: 'intranet',
            samlSigningKeyId: 'c-new',
            certificates: [
              {
                keyId: 'c-old',
                name: 'CN=old',
                createdAt: at(-1090),
                endsAt: at(5),
                thumbprint: 'A'.repeat(40),
                usage: 'Sign',
              },
              {
                keyId: 'c-new',
                name: 'CN=new',
                createdAt: at(-20),
                endsAt: at(1000),
                thumbprint: 'B'.repeat(40),
                usage: 'Sign',
              },
            ],
          }),
        ],
      }),
    );
    await stage.collect(entraApplicationSecret, 'global', TENANT);
    await stage.collect(entraApplicationCertificate, 'global', TENANT);
    expect(await stage.skcs(entraApplicationSecret, 'global', TENANT)).toEqual([]);
    const skcs = await stage.skcs(entraApplicationCertificate, 'global', TENANT);
    expect(skcs).toHaveLength(2);
    expect(named(skcs, 'intranet/CN=new')).toMatchObject({
      inUse: true,
      details: { signsSaml: true, active: true, thumbprint: 'B'.repeat(40) },
    });
    expect(named(skcs, 'intranet/CN=old').supersededBy).toBe(named(skcs, 'intranet/CN=new').id);
  });

  it('are listed once for both sources, page by page', async () => {
    const applications = Array.from({ length: 1001 }, (_, index) =>
      application({
        id: `app-${String(index).padStart(4, '0')}`,
        secrets: [{ keyId: `s-${index}`, createdAt: at(-10), endsAt: at(80) }],
      }),
    );
    stage = await openAzureStage(dynalite.url, estate({ applications }));
    const { scan } = await stage.collect(entraApplicationSecret, 'global', TENANT);
    await stage.collect(entraApplicationCertificate, 'global', TENANT);
    expect(scan.count).toBe(1001);
    expect(stage.calls.byOperation()).toMatchObject({
      'graph:ListApplications': 2,
      'graph:ListServicePrincipals': 1,
    });
  });

  it('are gone when the application was deleted or the credential removed', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({
        applications: [
          application({ secrets: [{ keyId: 's-1', createdAt: at(-10), endsAt: at(80), removedAt: at(3) }] }),
        ],
      }),
    );
    await stage.collect(entraApplicationSecret, 'global', TENANT);
    stage.sandbox.clock.advanceDays(4);
    stage.sessions.close();
    const { changes } = await stage.collect(entraApplicationSecret, 'global', TENANT);
    expect(changes).toEqual({ deleted: 1 });
  });

  it('name the permission of Graph that is missing', async () => {
    stage = await openAzureStage(dynalite.url, estate());
    stage.sandbox.faults.add({ service: 'graph', kind: 'deny' });
    const { scan } = await stage.collect(entraApplicationSecret, 'global', TENANT);
    expect(scan).toMatchObject({
      outcome: 'denied',
      problems: [{ code: 'Authorization_RequestDenied', missingPermission: 'Application.Read.All' }],
    });
  });
});

describe('storage account keys over the wire', () => {
  it('are two per account, each with its creation date', async () => {
    const declared = estate();
    declared.subscriptions[0]?.storageAccounts.push(
      {
        name: 'paystore',
        region: 'westeurope',
        resourceGroup: 'rg',
        createdAt: at(-900),
        key1: [at(-900), at(-200)],
        key2: [at(-900)],
        keyPolicyDays: 60,
        sharedKeyAccess: true,
        tags: { team: 'pay' },
      },
      {
        name: 'oldstore',
        region: 'westeurope',
        resourceGroup: 'rg',
        createdAt: at(-2900),
        sharedKeyAccess: true,
      },
      {
        name: 'locked',
        region: 'westeurope',
        resourceGroup: 'rg',
        createdAt: at(-90),
        key1: [at(-90)],
        key2: [at(-90)],
        sharedKeyAccess: false,
      },
    );
    stage = await openAzureStage(dynalite.url, declared);
    const { scan } = await stage.collect(storageAccountKey, 'global');
    expect(scan).toMatchObject({ outcome: 'complete', count: 6 });
    const skcs = await stage.skcs(storageAccountKey, 'global');
    expect(named(skcs, 'paystore/key1')).toMatchObject({
      versionCreatedAt: at(-200),
      details: { keyPolicyDays: 60 },
      tags: { team: 'pay' },
    });
    expect(named(skcs, 'paystore/key2').versionCreatedAt).toBe(at(-900));
    expect(named(skcs, 'oldstore/key1').unknown['versionCreatedAt']).toContain('no date');
    expect(named(skcs, 'locked/key1').state).toBe('suspended');
    expect(stage.calls.byOperation()).toEqual({ 'arm:QueryResources': 1 });
  });
});
