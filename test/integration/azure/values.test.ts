import { CertificateClient } from '@azure/keyvault-certificates';
import { KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';
import * as z from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';
import { EPOCH, estate, openAzureStage, SUBSCRIPTION, type AzureStage } from '../../bed/azure/stage.ts';

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let stage: AzureStage;
beforeAll(async () => {
  dynalite = await openDynalite();
  const createdAt = addDays(EPOCH, -10);
  stage = await openAzureStage(
    dynalite.url,
    estate({}, [{ secrets: [{ name: 'a', createdAt }], keys: [{ name: 'k', createdAt, keyType: 'RSA' }] }]),
  );
});
afterAll(async () => {
  await stage.close();
  await dynalite.close();
});

describe('operations that return or use key material in Azure', () => {
  const session = () => stage.sessions.of(SUBSCRIPTION);

  it.each([
    ['reading a secret', () => session().vaultClient(SecretClient, 'kv-pay').getSecret('a')],
    ['backing up a secret', () => session().vaultClient(SecretClient, 'kv-pay').backupSecret('a')],
    ['backing up a key', () => session().vaultClient(KeyClient, 'kv-pay').backupKey('k')],
    [
      'listing storage keys',
      () =>
        session().manager.post(
          `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/x/listKeys`,
          {},
          z.unknown(),
        ),
    ],
    [
      'adding a password to an application',
      () => session().graph.post('/v1.0/applications/x/addPassword', {}, z.unknown()),
    ],
  ])('%s is refused by the sandbox and recorded', async (_what, attempt) => {
    stage.sandbox.calls.clear();
    await expect(attempt()).rejects.toMatchObject({ statusCode: 403 });
    // A vault's client first sends one request without a token.
    const refused = stage.sandbox.calls.list().filter((call) => call.status === 403);
    expect(refused.map((call) => call.valueRead)).toEqual([true]);
  });

  it('none of its operations writes', async () => {
    const client = session().vaultClient(CertificateClient, 'kv-pay');
    await expect(client.deleteContacts()).rejects.toMatchObject({ statusCode: 404 });
  });
});
