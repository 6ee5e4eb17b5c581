import { afterEach, describe, expect, it } from 'vitest';
import { countCrowds } from '../../bed/sandbox/crowds.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { AzureSource } from '../../../shared/sources/azure/azure-source.ts';
import { keyVaultCertificate } from '../../../shared/sources/azure/key-vault-certificate.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, estate, openAzureStage, type AzureStage } from '../../bed/azure/stage.ts';

const COUNT = 250;
const at = (days: number) => addDays(EPOCH, days);
const many = <T>(make: (index: number) => T) => Array.from({ length: COUNT }, (_, index) => make(index));

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

/** Calls of one reading per thousand SKCs, including retries and requests for a challenge. */
async function callsPerThousand(source: AzureSource): Promise<number> {
  const before = stage.calls.total();
  const { scan } = await stage.collect(source, 'kv-pay');
  expect(scan).toMatchObject({ outcome: 'complete', count: COUNT });
  return ((stage.calls.total() - before) / COUNT) * 1000;
}

const keys = () =>
  many((index) => ({
    name: `keys-${index}`,
    createdAt: at(-10 - (index % 50)),
    keyType: 'RSA' as const,
    rotation: { afterDays: 90 },
  }));

/** @param createdAt Creation date of all of them; they expire after a year. */
const certificates = (createdAt: (index: number) => string) =>
  many((index) => ({
    name: `certificates-${index}`,
    createdAt: createdAt(index),
    validDays: 365,
    issuer: 'Self',
    action: 'AutoRenew' as const,
    beforeDays: 30,
    keyType: 'RSA' as const,
    keySize: 2048,
    subject: 'CN=x',
  }));

describe(`calls for 1,000 SKCs, counted on a vault of ${COUNT}`, () => {
  it.each([
    ['secrets', keyVaultSecret, 60, 60],
    ['keys', keyVaultKey, 1100, 150],
    ['certificates', keyVaultCertificate, 1100, 150],
  ] as const)('%s', async (what, source, most, mostLater) => {
    const secrets = () => many((index) => ({ name: `secrets-${index}`, createdAt: at(-10 - (index % 50)) }));
    const declared = {
      secrets,
      keys,
      certificates: () => certificates((index) => at(-10 - (index % 50))),
    };
    stage = await openAzureStage(dynalite.url, estate({}, [{ [what]: declared[what]() }]));
    const first = await callsPerThousand(source);
    stage.sandbox.clock.advanceDays(1);
    const later = await callsPerThousand(source);
    process.stdout.write(
      `Key Vault ${what}: ${first} calls for 1,000 on a first run, ${later} on later ones\n`,
    );
    expect(first).toBeLessThanOrEqual(most);
    expect(later).toBeLessThanOrEqual(mostLater);
  });
});

describe('concurrent requests', () => {
  it('are at most eight to one vault, whatever is read from it', async () => {
    const some = { keys: keys().slice(0, 40), certificates: certificates(() => at(-310)).slice(0, 40) };
    stage = await openAzureStage(dynalite.url, estate({}, [some]));
    stage.sandbox.faults.add({ kind: 'latency', ms: 200 });
    const crowds = countCrowds();
    await Promise.all(
      [keyVaultSecret, keyVaultKey, keyVaultCertificate].map((source) => stage.collect(source, 'kv-pay')),
    );
    expect(crowds.take()['kv-pay.vault.azure.net']).toBe(8);
  });
});
