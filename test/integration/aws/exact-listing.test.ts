import { GenerateCredentialReportCommand } from '@aws-sdk/client-iam';
import { expect, it } from 'vitest';
import { accountAt, configOf, emptyEstate, EPOCH, findingLines, REGION } from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage } from '../../bed/pipeline/stage.ts';
import { clients } from '../../bed/sandbox/clients.ts';
import { addDays } from '../../../shared/model/instant.ts';

const dynalite = dynaliteOfFile();
const created = addDays(EPOCH, -400);

it.each([
  { minutes: 15, calls: undefined },
  { minutes: 16, calls: 1 },
])(
  'a key that nobody used is verified by a call only if the report is older than a quarter of an hour: $minutes minutes',
  async ({ minutes, calls }) => {
    const estate = emptyEstate(1);
    const account = accountAt(estate, 0);
    account.users = [{ name: 'job', createdAt: created, keys: [{ id: 'AKIAIDLE', createdAt: created }] }];
    const stage = await openStage(dynalite.url, estate, configOf(estate));
    try {
      const { iam } = clients(stage.sandbox.url, account.id, REGION);
      await iam.send(new GenerateCredentialReportCommand({}));
      await iam.send(new GenerateCredentialReportCommand({}));
      stage.sandbox.clock.advanceDays(minutes / (24 * 60));
      const run = await stage.run();
      expect(await findingLines(stage, account.key)).toContain('open unused job/AKIAIDLE');
      expect(run.calls.byOperation()['iam:GetAccessKeyLastUsed']).toBe(calls);
      expect((await stage.run()).calls.byOperation()['iam:GetAccessKeyLastUsed']).toBeUndefined();
    } finally {
      await stage.close();
    }
  },
);

it('a secret that was never changed is overdue by its creation date, and one that was needs a call', async () => {
  const estate = emptyEstate(1);
  const account = accountAt(estate, 0);
  const secret = { region: REGION, suffix: 'AbCdEf', createdAt: created };
  account.secrets = [
    { ...secret, name: 'never-changed' },
    { ...secret, name: 'changed', versions: [addDays(created, 10)] },
  ];
  const stage = await openStage(dynalite.url, estate, configOf(estate));
  try {
    const run = await stage.run();
    expect(await findingLines(stage, account.key)).toEqual(
      expect.arrayContaining(['open rotation-overdue changed', 'open rotation-overdue never-changed']),
    );
    expect(run.calls.byOperation()['secretsmanager:ListSecretVersionIds']).toBe(1);
  } finally {
    await stage.close();
  }
});
