import { SNSClient } from '@aws-sdk/client-sns';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { openClouds } from '../../../cli/run/clouds.ts';
import { alertOrganisation } from '../../../functions/alert/alert-organisation.ts';
import { alert } from '../../../functions/alert/alert.ts';
import { collectBatch } from '../../../functions/collect/collect-batch.ts';
import { evaluate } from '../../../functions/evaluate/evaluate.ts';
import { finish } from '../../../functions/finish/finish.ts';
import { batchesOf } from '../../../functions/plan/batches.ts';
import { plan, type Plan } from '../../../functions/plan/plan.ts';
import { openDocumentReader } from '../../../functions/runtime/document-reader.ts';
import { openDocumentWriter } from '../../../functions/runtime/document-writer.ts';
import { unlessOutdated } from '../../../functions/runtime/unless-outdated.ts';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { OutdatedRun } from '../../../shared/inventory/outdated-run.ts';
import { runKey } from '../../../shared/inventory/keys.ts';
import { openRunLock } from '../../../shared/inventory/run-lock.ts';
import type { Run } from '../../../shared/model/run.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingsOf,
  goodSecret,
  importedCertificate,
  OWN,
  REGION,
} from '../../bed/pipeline/estate.ts';
import { rawItems } from '../../bed/inventory/raw-table.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const estate = emptyEstate(2);
const [first, second] = [accountAt(estate, 0), accountAt(estate, 1)];
const EXECUTION = `arn:aws:states:${REGION}:${first.id}:execution:skc-watch:old`;

/** Runs on two days, between which much has changed; the steps of the first are then repeated. */
async function twoRuns(): Promise<{ old: Run; planned: Plan }> {
  first.secrets = [goodSecret('rotating'), goodSecret('left', { rotation: undefined })];
  first.certificates = [importedCertificate('shop.example.com', 61)];
  second.secrets = [goodSecret('other', { rotation: undefined })];
  stage = await openStage(dynalite.url, estate, configOf(estate));
  const { run: old } = await stage.run();
  const planned = await inStage(({ dependencies }) => plan(old, dependencies));
  first.secrets = [goodSecret('rotating', { rotation: undefined }), goodSecret('new')];
  stage.sandbox.clock.advanceDays(2);
  await stage.run();
  return { old, planned };
}

async function inStage<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const opened = await open();
  try {
    return await work(opened);
  } finally {
    opened.close();
  }
}

type Opened = Awaited<ReturnType<typeof open>>;

async function open() {
  const config = configSchema.parse(configOf(estate));
  const { clouds, close } = await openClouds(config, new Calls(), 'federated');
  const sns = new SNSClient(clientConfig(REGION));
  const { inventory, messageLog } = stage.database;
  const place = { region: REGION, bucket: 'plans' };
  return {
    close: () => {
      close();
      sns.destroy();
    },
    dependencies: {
      inventory,
      messageLog,
      config,
      clouds,
      sns,
      home: { partition: 'aws', region: REGION, accountId: first.id },
      leaseSeconds: 20,
      sleep: async () => undefined,
      realClock: () => stage.sandbox.clock.now(),
      bucket: { ...openDocumentWriter(place), ...openDocumentReader(place) },
      lock: openRunLock(stage.database.client, stage.table),
    },
  };
}

type Step = (old: Run, planned: Plan, dependencies: Opened['dependencies']) => Promise<unknown>;

const STEPS: readonly (readonly [string, Step])[] = [
  ['plan', (run, _planned, dependencies) => plan(run, dependencies)],
  [
    'collect',
    async (run, planned, { clouds, inventory, config }) => {
      const [collector] = clouds;
      const [batch] = batchesOf(planned, 1000);
      if (collector === undefined || batch === undefined) throw new Error('nothing is read');
      const ruleSettings = config.thresholds;
      return collectBatch({ run, batch }, { inventory, collector, ruleSettings, hasTime: () => true });
    },
  ],
  ['evaluate', (run, _planned, dependencies) => evaluate({ run, account: OWN }, dependencies)],
  ['alert', (run, _planned, dependencies) => alert({ run, account: OWN }, dependencies)],
  [
    'finish',
    (run, _planned, dependencies) => finish({ run, execution: EXECUTION, unlisted: [] }, dependencies),
  ],
];

describe('a step of a run that is older than what is stored', () => {
  it.each(STEPS)('changes nothing and says so: %s', async (_name, step) => {
    const { old, planned } = await twoRuns();
    const table = await rawItems(stage);
    const outbox = stage.sandbox.outbox.list();
    const repeated = inStage(({ dependencies }) => step(old, planned, dependencies));
    await expect(repeated).rejects.toThrow(OutdatedRun);
    await expect(repeated).rejects.toThrow(/The run of 2026-11-21T06:00:00Z is outdated/);
    expect(await rawItems(stage)).toEqual(table);
    expect(stage.sandbox.outbox.list()).toEqual(outbox);
  });

  it('ends normally when deployed, so that no retry follows', async () => {
    const { old } = await twoRuns();
    await inStage(async ({ dependencies }) => {
      const ended = unlessOutdated(
        async () => (await evaluate({ run: old, account: OWN }, dependencies)).written,
        ({ now, newer }) => `${now} < ${newer}`,
      );
      expect(await ended).toBe('2026-11-21T06:00:00Z < 2026-11-23T06:00:00Z');
      const failing = unlessOutdated(
        () => Promise.reject(new Error('another error')),
        () => 'outdated',
      );
      await expect(failing).rejects.toThrow('another error');
    });
  });

  it('gives back the lock that its execution still holds, and no other', async () => {
    const { old } = await twoRuns();
    const { lock } = await inStage(async ({ dependencies }) => dependencies);
    for (const [holder, after] of [
      [EXECUTION, 'next'],
      ['newer', 'newer'],
    ] as const) {
      await lock.take(holder, 'next');
      await inStage(({ dependencies }) =>
        expect(finish({ run: old, execution: EXECUTION, unlisted: [] }, dependencies)).rejects.toThrow(
          OutdatedRun,
        ),
      );
      expect(await lock.take('next')).toBe(after);
    }
  });
});

/** A late worker asked for the newest run before the other had begun: here that one's item is taken away. */
async function hideNewerRun(old: Run): Promise<void> {
  const { inventory, client } = stage.database;
  for (
    let last = await inventory.lastRun();
    last !== undefined && last.id !== old.id;
    last = await inventory.lastRun()
  )
    await client.send(new DeleteCommand({ TableName: stage.table, Key: { ...runKey(last.id) } }));
}

describe('a worker that was late, after the newer run had ended', () => {
  it.each(STEPS.filter(([name]) => ['collect', 'evaluate', 'alert'].includes(name)))(
    'is stopped by what is stored: %s',
    async (_name, step) => {
      const { old, planned } = await twoRuns();
      await hideNewerRun(old);
      const table = await rawItems(stage);
      const outbox = stage.sandbox.outbox.list();
      await inStage(({ dependencies }) =>
        expect(step(old, planned, dependencies)).rejects.toThrow(OutdatedRun),
      );
      expect(await rawItems(stage)).toEqual(table);
      expect(stage.sandbox.outbox.list()).toEqual(outbox);
    },
  );

  it('sends the organisation nothing', async () => {
    const { old } = await twoRuns();
    // The organisation was sent a message by the newer run.
    stage.sandbox.clock.advanceDays(1);
    await stage.run(
      configOf(estate, { contacts: { organisation: [{ address: 'organisation@example.com' }] } }),
    );
    await hideNewerRun(old);
    const outbox = stage.sandbox.outbox.list();
    const alerted = [{ account: OWN, notNotified: 'no contact' as const, contacts: 0, shared: [] }];
    await inStage(({ dependencies }) =>
      expect(alertOrganisation({ run: old, alerted }, dependencies)).rejects.toThrow(OutdatedRun),
    );
    expect(stage.sandbox.outbox.list()).toEqual(outbox);
  });
});

describe('findings', () => {
  it('never take the clock of an older run', async () => {
    const { old } = await twoRuns();
    const before = await findingsOf(stage, OWN);
    const { inventory } = stage.database;
    const standing = (await inventory.account(OWN))?.standing;
    if (standing === undefined) throw new Error('not evaluated');
    expect(await inventory.recordSummary(OWN, { ...standing, observedAt: old.now })).toBe(false);
    expect(await inventory.recordSummary(OWN, standing)).toBe(true);
    expect(await findingsOf(stage, OWN)).toEqual(before);
  });
});
