import { afterEach, expect, it } from 'vitest';
import { EPOCH, gcpEstate, gcpProject, openGcpStage, type GcpStage } from '../../bed/gcp/stage.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { plan } from '../../../functions/plan/plan.ts';
import { configSchema } from '../../../shared/rules/config.ts';

const dynalite = dynaliteOfFile();
let stage: GcpStage;
afterEach(() => stage.close());

it('projects that Apps Script made are marked, and those of people with a like name are not', async () => {
  const ids = ['sys-12345678901234567890123450', 'sys-admin-prod', 'pay-prod-1'];
  const projects = ids.map((id, index) => gcpProject(id, `10000000000${index}`));
  stage = await openGcpStage(dynalite.url, gcpEstate(projects));
  const run = { id: EPOCH, now: EPOCH };
  const made = await plan(run, {
    inventory: stage.inventory,
    config: configSchema.parse({ gcp: { organisationId: '600000000000' } }),
    clouds: [stage.reader],
  });
  expect(made.accounts.map(({ id, systemMade }) => [id, systemMade])).toEqual([
    [ids[0], true],
    [ids[1], undefined],
    [ids[2], undefined],
  ]);
  const stored = await stage.inventory.accounts();
  expect(stored.find(({ id }) => id === ids[0])).toMatchObject({ systemMade: true });
});
