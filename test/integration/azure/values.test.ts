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
    ['reading a secret', () => session().vault('kv-pay').get('/secrets/a?api-version=7.4', z.unknown())],
    [
      'backing up a secret',
      () => session().vault('kv-pay').post('/secrets/a/backup?api-version=7.4', {}, z.unknown()),
    ],
    [
      'backing up a key',
      () => session().vault('kv-pay').post('/keys/k/backup?api-version=7.4', {}, z.unknown()),
    ],
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
    expect(stage.sandbox.calls.list().map(({ status, valueRead }) => [status, valueRead])).toEqual(
      expect.arrayContaining([[403, true]]),
    );
  });
});
