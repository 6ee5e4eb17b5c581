import { afterEach, expect, it } from 'vitest';
import { configWarnings } from '../../../cli/reading/config-warnings.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  EPOCH,
  findingsOf,
  importedCertificate,
  OWN,
  REGION,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const tags = { rotation: 'exempt' };
const until = '2027-06-30';

/** A key, a certificate and a user's access key, none of whose lists have tags, each with a finding and the tag. */
function estate() {
  const made = emptyEstate(1);
  const account = accountAt(made, 0);
  account.keys.push({
    id: '11111111-0000-4000-8000-00000000000b',
    region: REGION,
    aliases: ['alias/old'],
    createdAt: addDays(EPOCH, -800),
    manager: 'CUSTOMER',
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    tags,
  });
  account.certificates.push(importedCertificate('a.example', 20, { tags }));
  account.users.push({
    name: 'robot',
    createdAt: addDays(EPOCH, -400),
    tags,
    keys: [
      {
        id: 'AKIAROBOT00000000001',
        createdAt: addDays(EPOCH, -120),
        uses: { from: addDays(EPOCH, -120), everyDays: 1 },
      },
    ],
  });
  return made;
}

const types = ['aws.kms-key', 'aws.acm-certificate', 'aws.iam-access-key'];

async function run(denied: boolean) {
  const made = estate();
  const config = configOf(made, {
    exclusions: types.map((type) => ({
      match: { type, tag: { key: 'rotation', value: 'exempt' } },
      reason: 'accepted',
      by: 'Sarah',
      until,
    })),
  });
  stage = await openStage(dynalite.url, made, config);
  if (denied) {
    stage.sandbox.faults.add({ service: 'tag', operation: 'GetResources', kind: 'deny' });
    stage.sandbox.faults.add({ service: 'iam', operation: 'GetAccountAuthorizationDetails', kind: 'deny' });
  }
  await stage.run();
  const open = (await findingsOf(stage, OWN)).filter(
    ({ state, subject }) => state === 'open' && subject.kind === 'skc',
  );
  return {
    excluded: open.map(({ rule, excluded }) => `${rule} ${excluded?.until ?? '-'}`),
    standing: (await stage.database.inventory.account(OWN))?.standing,
    warnings: await configWarnings(configSchema.parse(config), EPOCH, stage.database.inventory),
  };
}

it('a tag of a key, a certificate and a user excludes their findings, though no list has it', async () => {
  const { excluded, standing, warnings } = await run(false);
  expect(excluded).toEqual([
    `expiring ${until}T23:59:59Z`,
    `rotation-off ${until}T23:59:59Z`,
    `rotation-overdue ${until}T23:59:59Z`,
  ]);
  expect(standing?.notCompared ?? 0).toBe(0);
  expect(warnings).toEqual([]);
});

it('where the tags could not be read nothing is excluded, and the findings and SKCs are counted', async () => {
  const { excluded, standing, warnings } = await run(true);
  expect(excluded).toEqual(['expiring -', 'rotation-off -', 'rotation-overdue -']);
  expect(standing?.notCompared).toBe(3);
  expect(warnings.map(({ path, says }) => `${path}: ${says}`)).toEqual(
    types.map(
      (_, index) =>
        `exclusions[${index}].match.tag: the tags of 1 SKC that it may match were not read, so it is not excluded`,
    ),
  );
});
