import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { keyVaultCertificate } from '../../../shared/sources/azure/key-vault-certificate.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, estate, openAzureStage, type AzureStage } from '../../bed/azure/stage.ts';

const at = (days: number) => addDays(EPOCH, days);
const holdings = {
  secrets: [
    { name: 'a', createdAt: at(-10), validDays: 90 },
    { name: 'b', createdAt: at(-10), deletion: { at: at(-1) } },
  ],
  keys: [{ name: 'k', createdAt: at(-10), keyType: 'RSA' as const }],
  certificates: [
    {
      name: 'tls',
      createdAt: at(-10),
      validDays: 365,
      issuer: 'Self',
      action: 'AutoRenew' as const,
      beforeDays: 30,
      keyType: 'RSA' as const,
      keySize: 2048,
      subject: 'CN=pay',
    },
  ],
};

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());
const open = async (...vaults: Parameters<typeof estate>[1] & object) =>
  (stage = await openAzureStage(dynalite.url, estate({}, vaults)));

describe('a vault that denies access', () => {
  it.each(['firewall', 'private'] as const)(
    'by its network (%s) is read through Resource Manager',
    async (closed) => {
      await open({ ...holdings, closed });
      const secrets = await stage.collect(keyVaultSecret, 'kv-pay');
      expect(secrets.scan).toMatchObject({ outcome: 'complete', count: 1, problems: [] });
      expect(await stage.skcs(keyVaultSecret, 'kv-pay')).toMatchObject([
        { id: 'https://kv-pay.vault.azure.net/secrets/a', versionCreatedAt: at(-10), expiresAt: at(80) },
      ]);
      const keys = await stage.collect(keyVaultKey, 'kv-pay');
      expect(keys.scan).toMatchObject({
        outcome: 'partial',
        listed: true,
        count: 1,
        problems: [{ code: 'unreachable', kind: 'unreachable', skcs: 1 }],
      });
      expect((await stage.skcs(keyVaultKey, 'kv-pay'))[0]?.unknown).toHaveProperty('rotationEnabled');
    },
  );

  it('by its network, without attributes in Resource Manager, is unreachable, with the remedy', async () => {
    await open({ ...holdings, closed: 'firewall', attributesDenied: true });
    for (const source of [keyVaultSecret, keyVaultKey, keyVaultCertificate]) {
      const { scan } = await stage.collect(source, 'kv-pay');
      expect(scan).toMatchObject({
        outcome: 'failed',
        listed: false,
        problems: [{ code: 'unreachable', message: expect.stringContaining('firewall') }],
      });
    }
  });

  it('whose name does not resolve is unreachable', async () => {
    await open({});
    const { scan } = await stage.collect(keyVaultCertificate, 'kv-nowhere');
    expect(scan).toMatchObject({ outcome: 'failed', problems: [{ code: 'unreachable' }] });
  });

  it('because a role is missing is denied, naming the data action', async () => {
    await open({ ...holdings, closed: 'denied' });
    const { scan } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({
      outcome: 'denied',
      problems: [
        {
          code: 'ForbiddenByRbac',
          missingPermission: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
        },
      ],
    });
  });

  it('because an access policy is missing is denied, naming the policy’s permission', async () => {
    await open({ ...holdings, closed: 'denied', access: 'policies' });
    const { scan } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan.problems).toMatchObject([
      { code: 'ForbiddenByPolicy', missingPermission: 'secrets list (access policy)' },
    ]);
  });

  it('after it was read before keeps its SKCs', async () => {
    await open(holdings);
    await stage.collect(keyVaultSecret, 'kv-pay');
    stage.sandbox.faults.add({ operation: 'ListDeletedSecrets', kind: 'deny' });
    const { scan, changes } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'partial', listed: false });
    expect(changes).toEqual({});
    expect((await stage.skcs(keyVaultSecret, 'kv-pay')).map((skc) => skc.absentAt)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('one bad vault', () => {
  it('with malformed responses fails alone; the others are complete', async () => {
    await open(holdings, { ...holdings, name: 'kv-other' });
    stage.sandbox.faults.add({ region: 'kv-pay', operation: 'ListSecrets', kind: 'garbage' });
    expect((await stage.collect(keyVaultSecret, 'kv-pay')).scan.outcome).toBe('failed');
    expect((await stage.collect(keyVaultSecret, 'kv-other')).scan).toMatchObject({
      outcome: 'complete',
      count: 2,
    });
  });

  it('that throttles is retried after the requested pause', async () => {
    await open(holdings);
    stage.sandbox.faults.add({ operation: 'ListSecrets', kind: 'throttle', times: 2 });
    const before = performance.now();
    const { scan } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'complete', count: 2 });
    expect(performance.now() - before).toBeGreaterThan(1900);
  });

  it('whose token expires during its listing is continued with a new one', async () => {
    const secrets = Array.from({ length: 60 }, (_, index) => ({ name: `s${index}`, createdAt: at(-10) }));
    await open({ secrets });
    stage.sandbox.faults.add({
      operation: 'ListSecrets',
      kind: 'error',
      code: 'Unauthorized',
      skip: 1,
      times: 1,
    });
    const { scan } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'complete', count: 60 });
  });

  it('that fails during its listing keeps what was read and marks nothing absent', async () => {
    const secrets = Array.from({ length: 60 }, (_, index) => ({ name: `s${index}`, createdAt: at(-10) }));
    await open({ secrets });
    await stage.collect(keyVaultSecret, 'kv-pay');
    stage.sandbox.faults.add({ operation: 'ListSecrets', kind: 'deny', skip: 2 });
    const { scan, changes } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'partial', listed: false, count: 60 });
    expect(changes).toEqual({});
  });
});

describe('a deleted object', () => {
  it('stays deactivated until it is purged, then is gone', async () => {
    await open({ ...holdings, retentionDays: 7 });
    await stage.collect(keyVaultSecret, 'kv-pay');
    stage.sandbox.clock.advanceDays(8);
    const { changes } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(changes).toEqual({ deleted: 1 });
  });
});
