import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { keyVaultCertificate } from '../../../shared/sources/azure/key-vault-certificate.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { keyVault } from '../../../shared/sources/azure/key-vault.ts';
import { managedHsmKey } from '../../../shared/sources/azure/managed-hsm-key.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import {
  EPOCH,
  estate,
  named,
  openAzureStage,
  SUBSCRIPTION,
  type AzureStage,
} from '../../bed/azure/stage.ts';

const at = (days: number) => addDays(EPOCH, days);
const tls = {
  name: 'tls',
  createdAt: at(-300),
  validDays: 365,
  issuer: 'DigiCert',
  action: 'AutoRenew',
  beforeDays: 30,
  keyType: 'RSA',
  keySize: 2048,
  subject: 'CN=pay.example',
} as const;

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

describe('Key Vault keys over the wire', () => {
  it('are read with the fields from their rotation policy', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({}, [
        {
          keys: [
            { name: 'after', createdAt: at(-100), keyType: 'RSA', rotation: { afterDays: 90 } },
            {
              name: 'before-end',
              createdAt: at(-10),
              keyType: 'EC',
              validDays: 365,
              rotation: { beforeExpiryDays: 30, expiresInDays: 365 },
            },
            { name: 'notifies', createdAt: at(-10), keyType: 'RSA' },
          ],
        },
      ]),
    );
    await stage.collect(keyVaultKey, 'kv-pay');
    const skcs = await stage.skcs(keyVaultKey, 'kv-pay');
    expect(named(skcs, 'after')).toMatchObject({
      rotationEnabled: true,
      rotationPeriodDays: 90,
      versionCreatedAt: at(-10),
      rotationDueAt: at(80),
    });
    expect(named(skcs, 'before-end')).toMatchObject({
      rotationEnabled: true,
      rotationPeriodDays: 335,
      rotationDueAt: at(325),
    });
    expect(named(skcs, 'notifies').rotationEnabled).toBe(false);
  });

  it('record a new version by the vault as a rotation', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({}, [
        { keys: [{ name: 'after', createdAt: at(-80), keyType: 'RSA', rotation: { afterDays: 90 } }] },
      ]),
    );
    await stage.collect(keyVaultKey, 'kv-pay');
    stage.sandbox.clock.advanceDays(15);
    const { changes } = await stage.collect(keyVaultKey, 'kv-pay');
    expect(changes).toEqual({ rotated: 1 });
  });

  it('keep their other fields if the policy cannot be read', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({}, [{ keys: [{ name: 'k', createdAt: at(-10), keyType: 'RSA' }] }]),
    );
    stage.sandbox.faults.add({ operation: 'GetKeyRotationPolicy', kind: 'deny' });
    const { scan } = await stage.collect(keyVaultKey, 'kv-pay');
    expect(scan).toMatchObject({
      outcome: 'partial',
      problems: [
        {
          code: 'ForbiddenByRbac',
          missingPermission: 'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
          skcs: 1,
        },
      ],
    });
    const [key] = await stage.skcs(keyVaultKey, 'kv-pay');
    expect(key).toMatchObject({
      versionCreatedAt: at(-10),
      unknown: { rotationEnabled: expect.stringContaining('ForbiddenByRbac') },
    });
  });
});

describe('Key Vault certificates over the wire', () => {
  it('are one SKC each, with issuer, lifetime action and thumbprint', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({}, [
        {
          certificates: [
            tls,
            {
              ...tls,
              name: 'bought',
              issuer: 'Unknown',
              keyType: 'EC',
              curve: 'P-256',
              lifetimePercentage: 80,
            },
          ],
        },
      ]),
    );
    for (const source of [keyVaultSecret, keyVaultKey, keyVaultCertificate])
      await stage.collect(source, 'kv-pay');
    expect(await stage.skcs(keyVaultSecret, 'kv-pay')).toEqual([]);
    expect(await stage.skcs(keyVaultKey, 'kv-pay')).toEqual([]);
    const skcs = await stage.skcs(keyVaultCertificate, 'kv-pay');
    expect(named(skcs, 'tls')).toMatchObject({
      renewedBy: 'service',
      origin: 'DigiCert',
      keyAlgorithm: 'RSA_2048',
      expiresAt: at(65),
      renewsDaysBefore: 30,
      details: {
        lifetimeAction: 'AutoRenew',
        thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
      },
    });
    expect(named(skcs, 'bought')).toMatchObject({
      renewedBy: 'person',
      keyAlgorithm: 'EC_P-256',
      renewsDaysBefore: 73,
    });
  });

  it('show a failed renewal, with the issuer’s message', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({}, [{ certificates: [{ ...tls, createdAt: at(-340), failsFrom: at(-20) }] }]),
    );
    await stage.collect(keyVaultCertificate, 'kv-pay');
    const [skc] = await stage.skcs(keyVaultCertificate, 'kv-pay');
    expect(skc).toMatchObject({
      renewalStatus: 'failed',
      renewalReason: expect.stringContaining('no funds'),
    });
  });

  it('are renewed, not rotated, by a new version', async () => {
    stage = await openAzureStage(dynalite.url, estate({}, [{ certificates: [tls] }]));
    await stage.collect(keyVaultCertificate, 'kv-pay');
    stage.sandbox.clock.advanceDays(40);
    const { changes } = await stage.collect(keyVaultCertificate, 'kv-pay');
    expect(changes).toEqual({ renewed: 1 });
  });
});

describe('policies', () => {
  it('are read again when the list shows a change, after a week, and not in between', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({}, [
        {
          keys: [
            { name: 'edited', createdAt: at(-50), keyType: 'RSA', edits: [at(2)] },
            { name: 'quiet', createdAt: at(-50), keyType: 'RSA' },
          ],
        },
      ]),
    );
    const read = async () => {
      const before = stage.sandbox.calls.counts()['keyvault:GetKeyRotationPolicy'] ?? 0;
      await stage.collect(keyVaultKey, 'kv-pay');
      return (stage.sandbox.calls.counts()['keyvault:GetKeyRotationPolicy'] ?? 0) - before;
    };
    const days: number[] = [await read()];
    for (let day = 1; day <= 10; day++) {
      stage.sandbox.clock.advanceDays(1);
      days.push(await read());
    }
    expect(days).toEqual([2, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0]);
  });
});

describe('vaults and managed HSMs over the wire', () => {
  it('record how a vault protects its contents, and count no SKC for it', async () => {
    stage = await openAzureStage(dynalite.url, estate({}, [{ purgeProtection: false, retentionDays: 7 }]));
    const { scan } = await stage.collect(keyVault, 'kv-pay');
    expect(scan).toMatchObject({
      outcome: 'complete',
      count: 0,
      facts: { softDelete: true, purgeProtection: false, retentionDays: 7 },
    });
  });

  it('read the keys of an HSM, without deleted ones, which its auditor cannot list', async () => {
    const declared = estate();
    declared.subscriptions[0]?.hsms.push({
      name: 'hsm-bank',
      region: 'westeurope',
      resourceGroup: 'rg',
      retentionDays: 90,
      purgeProtection: true,
      keys: [{ name: 'root', createdAt: at(-400), keyType: 'RSA-HSM', rotation: { afterDays: 365 } }],
    });
    stage = await openAzureStage(dynalite.url, declared);
    stage.sandbox.faults.add({ operation: 'ListDeletedKeys', kind: 'deny' });
    const { scan } = await stage.collect(managedHsmKey, 'hsm-bank');
    expect(scan).toMatchObject({ outcome: 'complete', count: 1 });
    expect(await stage.skcs(managedHsmKey, 'hsm-bank')).toMatchObject([
      {
        id: 'https://hsm-bank.managedhsm.azure.net/keys/root',
        account: `azure#${SUBSCRIPTION}`,
        rotationPeriodDays: 365,
        versionCreatedAt: at(-35),
      },
    ]);
  });
});
