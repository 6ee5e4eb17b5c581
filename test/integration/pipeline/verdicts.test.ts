import { afterEach, describe, expect, it } from 'vitest';
import type { EntraDeclaration } from '../../../sandbox/estate/azure-estate.ts';
import { accountKey } from '../../../shared/model/account.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { estate as azureEstate, TENANT } from '../../bed/azure/stage.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  EPOCH,
  findingsOf,
  importedCertificate,
  REGION,
} from '../../bed/pipeline/estate.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

/** `open expired critical`, with the rule that took its place. */
async function verdicts(account: Parameters<typeof findingsOf>[1]): Promise<string[]> {
  return (await findingsOf(stage, account)).map(({ state, rule, severity, replacedBy }) =>
    [replacedBy === undefined ? state : `replaced by ${replacedBy}`, rule, severity].join(' '),
  );
}

describe('a run over Entra', () => {
  const tenant = accountKey('azure', TENANT);
  const application = (id: number, parts: Partial<EntraDeclaration>): EntraDeclaration => ({
    id: `application-${id}`,
    appId: `app-${id}`,
    name: `app ${id}`,
    owner: 'organisation',
    createdAt: '2015-01-01T00:00:00Z',
    secrets: [],
    certificates: [],
    ...parts,
  });
  async function openTenant(applications: EntraDeclaration[]): Promise<void> {
    const azure = azureEstate({ applications });
    const estate = { ...emptyEstate(1), azure };
    stage = await openStage(
      dynalite.url,
      estate,
      configOf(estate, {
        azure: { tenantId: azure.tenantId, clientId: azure.federation.clientId },
        contacts: { accounts: { [TENANT]: [{ address: 'identity@example.com' }] } },
      }),
    );
  }

  it('sees the end of a life of eleven years, before and after', async () => {
    await openTenant([
      application(1, {
        certificates: [
          {
            keyId: 'c0000000-0000-4000-8000-000000000001',
            name: 'CN=sso',
            createdAt: '2015-11-25T00:00:00Z',
            endsAt: addDays(EPOCH, 5),
            thumbprint: 'A1B2',
            usage: 'Verify',
          },
        ],
      }),
    ]);
    await stage.run();
    expect(await verdicts(tenant)).toEqual(['open expiring critical']);
    stage.sandbox.clock.advanceDays(10);
    await stage.run();
    expect(await verdicts(tenant)).toEqual([
      'open expired critical',
      'replaced by expired expiring critical',
    ]);
  });

  it('says once that credentials have been dead for years, under one rule, and then is quiet', async () => {
    await openTenant(
      Array.from({ length: 6 }, (_, index) =>
        application(index, {
          secrets: [
            {
              keyId: `d0000000-0000-4000-8000-00000000000${index}`,
              createdAt: addDays(EPOCH, -1500 - index),
              endsAt: addDays(EPOCH, -770 - index),
            },
          ],
        }),
      ),
    );
    const messages = () =>
      stage.sandbox.outbox.list().filter(({ topic }) => topic.includes(TENANT.slice(0, 8))).length;
    await stage.run();
    expect(await verdicts(tenant)).toEqual(Array.from({ length: 6 }, () => 'open expired low'));
    const first = messages();
    for (let day = 0; day < 8; day++) {
      stage.sandbox.clock.advanceDays(1);
      await stage.run();
    }
    expect(messages()).toBe(first);
  });
});

describe('a run over AWS', () => {
  it('judges the imported material of each copy of a key, and a revoked certificate in use', async () => {
    const estate = emptyEstate(1);
    const account = accountAt(estate, 0);
    account.regions = [REGION, 'us-east-1'].map((name) => ({ name, status: 'ENABLED_BY_DEFAULT' as const }));
    account.keys = [
      {
        id: 'mrk-11110000000000000000000000000001',
        region: REGION,
        aliases: ['alias/byok'],
        createdAt: addDays(EPOCH, -100),
        manager: 'CUSTOMER',
        spec: 'SYMMETRIC_DEFAULT',
        usage: 'ENCRYPT_DECRYPT',
        origin: 'EXTERNAL',
        validTo: addDays(EPOCH, 3),
        replicas: ['us-east-1'],
      },
    ];
    account.certificates = [
      importedCertificate('revoked.example', 200, { type: 'AMAZON_ISSUED', revokedAt: addDays(EPOCH, -2) }),
    ];
    stage = await openStage(dynalite.url, estate, configOf(estate));
    await stage.run();
    const found = (await findingsOf(stage, account.key)).map(
      ({ rule, severity, subject }) => `${rule} ${severity} ${subject.location}`,
    );
    expect(found.toSorted()).toEqual([
      `expiring critical ${REGION}`,
      'expiring critical us-east-1',
      `not-usable critical ${REGION}`,
    ]);
  });
});
