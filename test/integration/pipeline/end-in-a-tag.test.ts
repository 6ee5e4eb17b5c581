import { afterEach, expect, it } from 'vitest';
import { sampleConfig } from '../../../sandbox/estate/sample-config.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { estate as azureEstate, SUBSCRIPTION, CLIENT, TENANT } from '../../bed/azure/stage.ts';
import { AUDIENCE, gcpEstate, gcpProject, SERVICE_ACCOUNT } from '../../bed/gcp/stage.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  EPOCH,
  findingsOf,
  skcsOf,
  REGION,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const createdAt = addDays(EPOCH, -30);

/** A secret of each cloud, and a parameter whose listing has no tags, that end in five days as a tag says. */
function estate() {
  const made = emptyEstate(1);
  const account = accountAt(made, 0);
  account.secrets.push({
    name: 'idp/client-secret',
    region: REGION,
    suffix: 'AbCdEf',
    createdAt,
    tags: { 'expiration-date': '2026-11-26' },
  });
  account.parameters = [
    {
      name: '/idp/token',
      region: REGION,
      type: 'SecureString',
      createdAt,
      tags: { 'Expiration-Date': '2026-11-26' },
    },
  ];
  made.azure = azureEstate({}, [
    { secrets: [{ name: 'client-secret', createdAt, tags: { 'expiration-date': '2026-11-26T06:00:00Z' } }] },
  ]);
  made.gcp = gcpEstate([
    gcpProject('pay-prod-4711', '710000000001', {
      secrets: [
        {
          name: 'client-secret',
          createdAt,
          versions: { from: createdAt, everyDays: 400 },
          labels: { 'expiration-date': '1795651200' },
        },
      ],
    }),
  ]);
  return made;
}

function config(made: ReturnType<typeof estate>, expiryTags: string[]) {
  return {
    ...configOf(made),
    azure: { tenantId: TENANT, clientId: CLIENT },
    gcp: { ...sampleConfig().gcp, workloadIdentity: { audience: AUDIENCE }, serviceAccount: SERVICE_ACCOUNT },
    expiryTags,
  };
}

const ACCOUNTS = ['aws#111111111111', `azure#${SUBSCRIPTION}`, 'gcp#pay-prod-4711'] as const;

/** `expiring critical idp/client-secret 2026-11-26T00:00:00Z tag`, of what has an end or lacks one. */
async function ends(): Promise<string[]> {
  const lines: string[] = [];
  for (const account of ACCOUNTS) {
    const skcs = new Map((await skcsOf(stage, account)).map((skc) => [skc.id, skc]));
    for (const { rule, severity, subject, state } of await findingsOf(stage, account)) {
      const skc = skcs.get(subject.id);
      if (state === 'open' && ['expiring', 'never-expires'].includes(rule) && skc !== undefined)
        lines.push(`${rule} ${severity} ${subject.name} ${skc.expiresAt ?? '-'} ${skc.expiresAtFrom ?? '-'}`);
    }
  }
  return lines;
}

it('a tag that the configuration names gives a secret of any cloud its end, and tags are read for it', async () => {
  const made = estate();
  stage = await openStage(dynalite.url, made, config(made, ['expiration-date']));
  await stage.run();
  expect(await ends()).toEqual([
    'expiring critical /idp/token 2026-11-26T00:00:00Z tag',
    'expiring critical idp/client-secret 2026-11-26T00:00:00Z tag',
    'expiring critical client-secret 2026-11-26T06:00:00Z tag',
    'expiring critical client-secret 2026-11-26T00:00:00Z tag',
  ]);
});

it('without the name in the configuration the same secrets have no end', async () => {
  const made = estate();
  stage = await openStage(dynalite.url, made, config(made, []));
  await stage.run();
  expect((await ends()).map((line) => line.split(' ')[0])).toEqual(Array(4).fill('never-expires'));
});

it('naming the tag later changes the verdict and records no change of the secret', async () => {
  const made = estate();
  stage = await openStage(dynalite.url, made, config(made, []));
  await stage.run();
  await stage.run(config(made, ['expiration-date']));
  expect(await ends()).toHaveLength(4);
  for (const account of ACCOUNTS)
    expect((await skcsOf(stage, account)).map(({ revision }) => revision)).not.toContain(2);
});

it('a tag that holds no date makes the end unknown, which no rule takes for good news', async () => {
  const made = estate();
  const [secret] = accountAt(made, 0).secrets;
  if (secret !== undefined) secret.tags = { 'expiration-date': '26/11/2026' };
  stage = await openStage(dynalite.url, made, config(made, ['expiration-date']));
  await stage.run();
  const found = (await skcsOf(stage, ACCOUNTS[0])).find(({ name }) => name === 'idp/client-secret');
  expect(found?.expiresAt).toBeUndefined();
  expect(found?.unknown['expiresAt']).toBe(
    'its tag expiration-date holds "26/11/2026", which is not an ISO-8601 date',
  );
  expect((await ends()).filter((line) => line.includes(' idp/client-secret '))).toEqual([]);
});

it('tags that could not be read leave the last known end, and make it unknown where there was none', async () => {
  const made = estate();
  stage = await openStage(dynalite.url, made, config(made, ['expiration-date']));
  await stage.run();
  stage.sandbox.faults.add({ service: 'tag', operation: 'GetResources', kind: 'deny' });
  await stage.run();
  const token = (await skcsOf(stage, ACCOUNTS[0])).find(({ name }) => name === '/idp/token');
  expect(token).toMatchObject({ expiresAt: '2026-11-26T00:00:00Z', expiresAtFrom: 'tag' });
  expect(token?.unknown['expiresAt']).toContain('AccessDenied');
});
