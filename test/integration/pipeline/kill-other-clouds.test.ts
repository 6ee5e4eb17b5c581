import { describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { CLIENT, estate as azureEstate, SUBSCRIPTION, TENANT } from '../../bed/azure/stage.ts';
import { AUDIENCE, gcpEstate, gcpProject, SERVICE_ACCOUNT } from '../../bed/gcp/stage.ts';
import { EPOCH, killEverywhere, type Scene } from '../../bed/pipeline/kill-everywhere.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

const OLD = addDays(EPOCH, -500);
const contacts = (account: string) => ({
  organisation: [{ address: 'organisation@example.com' }],
  accounts: { [account]: [{ address: 'team@example.com' }] },
});
const account = () => generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: EPOCH });

const AZURE: Scene = {
  estate: () => ({
    ...account(),
    azure: azureEstate({}, [{ secrets: [{ name: 'old', createdAt: OLD }] }]),
  }),
  config: {
    azure: { tenantId: TENANT, clientId: CLIENT, entra: false },
    include: { sources: ['azure.key-vault', 'azure.key-vault-secret'] },
    contacts: contacts(SUBSCRIPTION),
  },
};

const GCP: Scene = {
  estate: () => ({
    ...account(),
    gcp: gcpEstate([
      gcpProject('pay-prod-1', '100000000001', {
        serviceAccounts: [{ name: 'payments', createdAt: OLD, keys: [{ id: 'k1', createdAt: OLD }] }],
      }),
    ]),
  }),
  config: {
    gcp: {
      workloadIdentity: { audience: AUDIENCE },
      serviceAccount: SERVICE_ACCOUNT,
      locations: ['europe-west3'],
    },
    include: { sources: ['gcp.service-account-key'] },
    contacts: contacts('pay-prod-1'),
  },
};

const dynalite = dynaliteOfFile();

// Reading these clouds changes nothing, so the run is killed at calls to AWS: table, topics, sign-in.
describe('a run over another cloud killed after any call took effect, and repeated', () => {
  it.each([
    ['Azure', AZURE],
    ['Google Cloud', GCP],
  ])(
    '%s: leaves the table and the messages of an uninterrupted one',
    { timeout: 400_000 },
    async (_, scene) => {
      expect(await killEverywhere(dynalite.url, 'after', async () => undefined, scene)).toBeGreaterThan(25);
    },
  );
});
