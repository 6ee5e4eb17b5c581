import { describe, expect, it } from 'vitest';
import type { VaultDeclaration, VaultObjectDeclaration } from '../../../sandbox/estate/azure-estate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { Scan, Target } from '../../../shared/model/target.ts';
import { keyVaultCertificate } from '../../../shared/sources/azure/key-vault-certificate.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { EPOCH, estate, openAzureStage, SUBSCRIPTION, type AzureStage } from '../../bed/azure/stage.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

const VAULT = 'kv-pay';
const TARGET: Target = {
  account: `azure#${SUBSCRIPTION}`,
  cloud: 'azure',
  location: VAULT,
  source: keyVaultSecret.type,
};
/** One page of 25 a call. */
const PAGE = { skcs: 1, hasTime: () => true };

const dynalite = dynaliteOfFile();

describe('a vault that takes several calls to list', () => {
  it('reads 2,500 secrets in three calls, with the calls of one', async () => {
    await onStage({ secrets: secrets(2500) }, async (stage) => {
      const budget = { skcs: 1000, hasTime: () => true };
      const seen: unknown[] = [];
      let left = true;
      while (left) {
        const { scan, unfinished } = await stage.collect(keyVaultSecret, VAULT, undefined, budget);
        seen.push([scan.outcome, scan.listing?.seen, scan.count]);
        left = unfinished;
      }
      expect(seen).toEqual([
        ['partial', 1000, 1000],
        ['partial', 2000, 1000],
        ['complete', undefined, 2500],
      ]);
      expect(await stage.skcs(keyVaultSecret, VAULT)).toHaveLength(2500);
      expect(answered(stage)).toEqual({ ListSecrets: 100, ListDeletedSecrets: 1 });
    });
  }, 180_000);

  it('continues in its list of deleted secrets too, and marks a purged one absent at the end only', async () => {
    const all = secrets(30);
    for (const secret of all.slice(0, 3)) secret.deletion = { at: addDays(EPOCH, -6.5) };
    await onStage({ secrets: all, retentionDays: 7 }, async (stage) => {
      expect((await stage.collect(keyVaultSecret, VAULT)).scan.count).toBe(30);
      stage.sandbox.clock.set(addDays(EPOCH, 1));
      const cursors: unknown[] = [];
      for (const expected of [0, 0, 3]) {
        const { scan } = await stage.collect(keyVaultSecret, VAULT, undefined, PAGE);
        cursors.push(scan.listing === undefined ? undefined : JSON.parse(scan.listing.cursor).list);
        const absent = (await stage.skcs(keyVaultSecret, VAULT)).filter(({ absentAt }) => absentAt);
        expect(absent).toHaveLength(expected);
      }
      expect(cursors).toEqual(['live', 'deleted', undefined]);
    });
  });

  it.each([keyVaultKey, keyVaultCertificate])('is continued for $title', async (source) => {
    const many = Array.from({ length: 30 }, (_, index) => ({ name: `n${index}`, createdAt: EPOCH }));
    const vault: Partial<VaultDeclaration> = {
      keys: many.map((each) => ({ ...each, keyType: 'RSA' })),
      certificates: many.map((each) => ({
        ...each,
        validDays: 365,
        issuer: 'Self',
        action: 'AutoRenew',
        keyType: 'RSA',
        keySize: 2048,
        subject: `CN=${each.name}`,
      })),
    };
    const { keys, certificates } = vault;
    await onStage(source.kind === 'key' ? { keys } : { certificates }, async (stage) => {
      const counts: unknown[] = [];
      for (let call = 0; call < 3; call += 1) {
        const { scan } = await stage.collect(source, VAULT, undefined, PAGE);
        counts.push([scan.outcome, scan.listing?.seen ?? scan.count]);
      }
      expect(counts).toEqual([
        ['partial', 25],
        ['partial', 30],
        ['complete', 30],
      ]);
    });
  });

  it('begins again when the link has expired or leads elsewhere, and asks no other host', async () => {
    await onStage({ secrets: secrets(30) }, async (stage) => {
      const link = (host: string) => `https://${host}/secrets?api-version=7.6&$skiptoken=expired`;
      for (const [host, code] of [
        ['kv-pay.vault.azure.net', 'BadParameter'],
        ['kv-pay.vault.azure.net.example.com', 'InvalidCursor'],
        ['other.vault.azure.net', 'InvalidCursor'],
      ] as const) {
        await stage.collect(keyVaultSecret, VAULT, undefined, PAGE);
        await setCursor(stage, JSON.stringify({ list: 'live', link: link(host) }));
        const { scan, restarted } = await stage.collect(keyVaultSecret, VAULT, undefined, PAGE);
        expect(restarted).toBe(
          `Microsoft.KeyVault/vaults/secrets/readMetadata/action answered ${code} to the stored cursor`,
        );
        expect(scan.listing?.seen).toBe(25);
        expect(scan.problems[0]?.message).toContain('It began again: ');
        await stage.collect(keyVaultSecret, VAULT);
      }
    });
  });

  it('continues in the next run where throttling ended it, and begins again after another error', async () => {
    await onStage({ secrets: secrets(60) }, async (stage) => {
      stage.sandbox.faults.add({ operation: 'ListSecrets', kind: 'throttle', skip: 2 });
      const throttled = await stage.collect(keyVaultSecret, VAULT);
      expect(throttled.unfinished).toBe(false);
      expect(throttled.scan).toMatchObject({ outcome: 'partial', listing: { seen: 50, problems: [] } });
      expect(throttled.scan.problems.map(({ kind }) => kind)).toEqual(['throttled', 'continues']);
      stage.sandbox.faults.clear();
      const next = await stage.collect(keyVaultSecret, VAULT);
      expect(next.scan).toMatchObject({ outcome: 'complete', count: 60, problems: [] });
      expect(next.scan.listing).toBeUndefined();
      stage.sandbox.faults.add({ operation: 'ListSecrets', kind: 'deny', skip: 2 });
      const denied = await stage.collect(keyVaultSecret, VAULT);
      expect(denied.scan).toMatchObject({ outcome: 'partial', listed: false });
      expect(denied.scan.listing).toBeUndefined();
    });
  });
});

async function onStage(vault: Partial<VaultDeclaration>, use: (stage: AzureStage) => Promise<void>) {
  const stage = await openAzureStage(dynalite.url, estate({}, [vault]));
  try {
    await use(stage);
  } finally {
    await stage.close();
  }
}

function secrets(count: number): VaultObjectDeclaration[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `s${String(index).padStart(4, '0')}`,
    createdAt: addDays(EPOCH, -10),
  }));
}

/** Answered calls by operation; the client's first one asks without a token where to sign in. */
function answered(stage: AzureStage): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation, service, status } of stage.sandbox.calls.list())
    if (service === 'keyvault' && status === 200) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

async function setCursor({ database: { inventory } }: AzureStage, cursor: string): Promise<void> {
  const scan: Scan | undefined = await inventory.scan(TARGET);
  if (scan?.listing === undefined) throw new Error('no listing is unfinished');
  const listing = { ...scan.listing, cursor };
  await inventory.recordScan({ ...scan, listing, scanRevision: scan.scanRevision + 1 });
}
