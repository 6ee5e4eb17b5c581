import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { alert } from '../../../functions/alert/alert.ts';
import { finish } from '../../../functions/finish/finish.ts';
import { RunIncomplete } from '../../../functions/finish/run-incomplete.ts';
import type { RunSummary } from '../../../functions/finish/summary.ts';
import { openDocumentReader } from '../../../functions/runtime/document-reader.ts';
import { openDocumentWriter } from '../../../functions/runtime/document-writer.ts';
import { runKeys } from '../../../functions/runtime/run-keys.ts';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import { shownRefusal } from '../../../shared/contacts/refused.ts';
import { accountKey } from '../../../shared/model/account.ts';
import { notDone, type NotDone } from '../../../shared/model/not-done.ts';
import { openRunLock } from '../../../shared/inventory/run-lock.ts';
import { addDays, instant } from '../../../shared/model/instant.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { accountAt, configOf, emptyEstate, goodSecret, OWN, REGION } from '../../bed/pipeline/estate.ts';
import { openDynalite, openStage, type Stage } from '../../bed/pipeline/stage.ts';
import { startS3 } from '../../bed/servers/s3.ts';

const EXECUTION = 'arn:aws:states:eu-west-1:111111111111:execution:skc-watch:1';

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let s3: Awaited<ReturnType<typeof startS3>>;
let stage: Stage;
beforeAll(async () => {
  dynalite = await openDynalite();
  s3 = await startS3();
});
afterAll(async () => {
  delete process.env['AWS_ENDPOINT_URL_S3'];
  await s3.close();
  await dynalite.close();
});
afterEach(async () => {
  s3.objects.clear();
  await stage.close();
});

/** Three accounts, each with one finding, evaluated in a run without contacts. */
async function evaluated() {
  const estate = emptyEstate(3);
  for (const index of [0, 1, 2])
    accountAt(estate, index).secrets.push(goodSecret(`left-${index}`, { rotation: undefined }));
  const config = configOf(estate);
  stage = await openStage(dynalite.url, estate, config);
  const { run } = await stage.run({ ...config, contacts: {} });
  // Signing in to the sandbox removes it.
  process.env['AWS_ENDPOINT_URL_S3'] = s3.url;
  return { run, keys: [0, 1, 2].map((index) => accountAt(estate, index).key), config };
}

/** The deployed steps that follow, for the accounts whose alert does not fail in every try. */
async function notify(
  { run, keys, config }: Awaited<ReturnType<typeof evaluated>>,
  alerted: readonly number[],
  unplanned?: NotDone,
): Promise<RunSummary> {
  const { inventory, messageLog, client } = stage.database;
  const sns = new SNSClient(clientConfig(REGION));
  const place = { region: REGION, bucket: 'plans' };
  const bucket = { ...openDocumentWriter(place), ...openDocumentReader(place) };
  const dependencies = {
    inventory,
    messageLog,
    sns,
    home: { partition: 'aws', accountId: OWN.slice('aws#'.length), region: REGION },
    config: configSchema.parse(config),
    leaseSeconds: 20,
    sleep: async () => undefined,
    // Leases of the run before have lapsed.
    realClock: () => addDays(instant(new Date()), 1),
  };
  try {
    for (const key of alerted.map((index) => keys[index])) {
      if (key === undefined) throw new Error('no such account');
      const { refused, ...alerts } = await alert({ run, account: key }, dependencies);
      await bucket.write(runKeys(run.id).alerted(key), { ...alerts, refused: refused.map(shownRefusal) });
    }
    const lock = openRunLock(client, stage.table);
    return await finish(
      { run, execution: EXECUTION, unlisted: [], unplanned },
      { ...dependencies, bucket, lock },
    );
  } finally {
    sns.destroy();
  }
}

const organisationMail = () =>
  (
    stage.sandbox.outbox.list().findLast(({ topic }) => topic.endsWith('-organisation'))?.bodies['email'] ??
    ''
  ).replaceAll(/\s+/g, ' ');

describe('the last step of a deployed run', () => {
  it('names an account whose message failed to the organisation, with its findings', async () => {
    const begun = await evaluated();
    const summary = await notify(begun, [0, 2]);
    const failed = begun.keys[1];
    expect(summary.unfinished).toEqual([failed]);
    expect(summary.accounts.notNotified).toEqual([{ account: failed, why: 'message failed' }]);
    expect(organisationMail()).toContain('message failed;');
    expect(organisationMail()).toContain('left-1');
    expect(organisationMail()).not.toContain('left-0');
  });

  it('names a new account that could not be stored, which no item of the table does, and contacts that were refused', async () => {
    const begun = await evaluated();
    const account = accountKey('aws', '299999999999');
    const unplanned = notDone([{ account, error: new Error('DynamoDB refuses this item') }]);
    stage.sandbox.faults.add({ service: 'sns', operation: 'Subscribe', resource: 'team-2', kind: 'deny' });
    const summary = await notify(begun, [0, 1, 2], unplanned);
    expect(summary.unplanned.accounts).toEqual([{ account, why: 'DynamoDB refuses this item' }]);
    expect(summary.unfinished).toEqual([account]);
    expect(summary.refused.count).toBe(2);
    expect(summary.refused.contacts[0]).toMatchObject({
      audience: begun.keys[1],
      address: 'team-200000000001@example.com',
      why: expect.stringContaining('sns:Subscribe'),
    });
    const incomplete = new RunIncomplete([], undefined, summary.unplanned);
    expect(incomplete.message).toContain(
      `Storing the plan failed for ${account}: DynamoDB refuses this item.`,
    );
  });

  it('ends the run even if SNS refuses the topic of the organisation', async () => {
    const begun = await evaluated();
    stage.sandbox.faults.add({
      service: 'sns',
      operation: 'Publish',
      resource: 'skc-watch-organisation',
      kind: 'deny',
    });
    const summary = await notify(begun, [0, 2]);
    expect(summary.organisation.failed).toContain('organisation');
    expect((await stage.database.inventory.lastRun())?.state).toBe('done');
    expect([...s3.objects.keys()].some((key) => key.endsWith('summary.json'))).toBe(true);
  });
});
