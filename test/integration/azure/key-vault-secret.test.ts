import { afterEach, describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
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

const dynalite = dynaliteOfFile();
let stage: AzureStage;
afterEach(() => stage.close());

describe('Key Vault secrets over the wire', () => {
  it('are read with their dates, state, tags and deletion, and no value is requested', async () => {
    stage = await openAzureStage(
      dynalite.url,
      estate({}, [
        {
          secrets: [
            {
              name: 'live',
              createdAt: at(-100),
              versions: [at(-20)],
              validDays: 90,
              contentType: 'text/plain',
              tags: { team: 'pay' },
            },
            { name: 'off', createdAt: at(-100), disabledAt: at(-5) },
            { name: 'gone-soon', createdAt: at(-100), deletion: { at: at(-10) } },
            { name: 'later', createdAt: at(-1), notBefore: at(30) },
          ],
          certificates: [
            {
              name: 'tls',
              createdAt: at(-10),
              validDays: 365,
              issuer: 'Self',
              action: 'AutoRenew',
              beforeDays: 30,
              keyType: 'RSA',
              keySize: 2048,
              subject: 'CN=pay',
            },
          ],
        },
      ]),
    );
    const { scan } = await stage.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'complete', count: 4, problems: [] });
    const skcs = await stage.skcs(keyVaultSecret, 'kv-pay');
    expect(named(skcs, 'live')).toMatchObject({
      id: 'https://kv-pay.vault.azure.net/secrets/live',
      account: `azure#${SUBSCRIPTION}`,
      location: 'kv-pay',
      state: 'active',
      versionCreatedAt: at(-20),
      expiresAt: at(70),
      tags: { team: 'pay' },
      details: { contentType: 'text/plain' },
    });
    expect(named(skcs, 'off').state).toBe('suspended');
    expect(named(skcs, 'later').state).toBe('pre-activation');
    expect(named(skcs, 'gone-soon')).toMatchObject({
      state: 'deactivated',
      deletionScheduledAt: at(-10),
      deletionDueAt: at(80),
    });
    expect(stage.sandbox.calls.list().filter((call) => call.valueRead)).toEqual([]);
  });
});
