import { setTimeout as pause } from 'node:timers/promises';
import { SNSClient } from '@aws-sdk/client-sns';
import { alert } from '../../functions/alert/alert.ts';
import { beginRun } from '../../functions/begin/begin-run.ts';
import { collectBatch } from '../../functions/collect/collect-batch.ts';
import { collectorOf } from '../../functions/collect/collector.ts';
import { evaluate } from '../../functions/evaluate/evaluate.ts';
import { batchesOf } from '../../functions/plan/batches.ts';
import { plan } from '../../functions/plan/plan.ts';
import { finish } from '../../functions/finish/finish.ts';
import { runKeys } from '../../functions/runtime/run-keys.ts';
import type { Database } from '../../test/bed/database.ts';
import { clientConfig, countCalls } from '../../shared/clouds/aws/client.ts';
import { awsFinder } from '../../shared/readers/aws/finder.ts';
import { awsReading } from '../../shared/readers/aws/reading.ts';
import { openAwsSessions } from '../../shared/clouds/aws/session.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import type { Config } from '../../shared/config/schema.ts';
import { openRunLock } from '../../shared/inventory/run-lock.ts';
import { instant, type Instant } from '../../shared/model/instant.ts';
import { awsScopes } from '../../shared/readers/aws/scopes.ts';
import type { FunctionName } from '../../functions/registry.ts';
import { MEASURED_STEPS } from './inputs.ts';
import type { Meter } from '../../test/bed/inventory/meter.ts';

export interface Place {
  database: Database;
  table: string;
  config: Config;
  meter: Meter;
  /** Delay of a request to S3 in milliseconds. */
  bucketMs: number;
}

/** Calls and time of one run over all accounts. */
export interface Day {
  targets: number;
  batches: number;
  changes: number;
  digests: number;
  /** Calls to AWS except DynamoDB and S3, by operation. */
  calls: Record<string, number>;
  /** Wall clock and processor time. */
  seconds: Record<string, { wall: number; cpu: number }>;
}

/** One run as in the workflow: each batch and account in its own invocation, one after the other. */
export async function oneDay(now: Instant, place: Place): Promise<Day> {
  const { database, config, meter } = place;
  const { inventory } = database;
  const calls = new Calls();
  const day: Day = {
    targets: 0,
    batches: 0,
    changes: 0,
    digests: 0,
    calls: {},
    seconds: Object.fromEntries(MEASURED_STEPS.map((step) => [step, { wall: 0, cpu: 0 }])),
  };
  const timed = async <T>(step: FunctionName, work: () => Promise<T>): Promise<T> => {
    meter.step = step;
    const [start, used] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(used);
    const { wall, cpu } = day.seconds[step] ?? { wall: 0, cpu: 0 };
    day.seconds[step] = {
      wall: wall + (performance.now() - start) / 1000,
      cpu: cpu + (user + system) / 1e6,
    };
    return result;
  };
  const sessions = (callsPerSecond?: number) =>
    openAwsSessions({ homeRegion: 'us-east-1', memberRole: config.memberRole, calls, callsPerSecond });

  const bucket = memoryBucket(place.bucketMs);
  const lock = openRunLock(database.client, place.table);
  meter.step = 'begin';
  await lock.take('bench');
  const { run } = await beginRun(now, inventory);

  const planned = await timed('plan', async () => {
    const aws = sessions();
    const made = await plan(run, {
      inventory,
      config,
      clouds: [awsFinder({ config, aws, scopes: awsScopes })],
    });
    aws.close();
    return made;
  });
  const batches = batchesOf(planned, config.run.batchTargets);
  day.targets = planned.targets.length;
  day.batches = batches.length;

  for (const batch of batches)
    await timed('collect-aws', async () => {
      const aws = sessions(config.run.callsPerSecond);
      const { collected, failures } = await collectBatch(
        { run, batch },
        {
          inventory,
          ruleSettings: config.thresholds,
          collector: collectorOf(awsReading(aws)),
          hasTime: () => true,
        },
      );
      aws.close();
      if (failures.length > 0) throw new Error('A target could not be read.', { cause: failures[0]?.error });
      for (const { changes } of collected)
        day.changes += Object.values(changes).reduce((sum, count) => sum + count, 0);
    });

  const sns = new SNSClient(clientConfig(config.alerts.region));
  countCalls(sns, calls);
  const telling = {
    inventory,
    messageLog: database.messageLog,
    sns,
    config,
    home: { partition: 'aws', accountId: '111111111111', region: config.alerts.region },
    leaseSeconds: 60,
    sleep: (milliseconds: number) => pause(milliseconds),
    realClock: () => instant(new Date()),
  };
  for (const { key: account } of planned.accounts) {
    await timed('evaluate', () => evaluate({ run, account }, { inventory, config }));
    await timed('alert', async () => {
      const { to, contacts, shared, notNotified, delivered } = await alert({ run, account }, telling);
      await bucket.write(runKeys(run.id).alerted(account), { account, to, contacts, shared, notNotified });
      if (delivered?.sent !== undefined) day.digests += 1;
    });
  }
  await timed('finish', () =>
    finish({ run, execution: 'bench', unlisted: planned.problems }, { ...telling, bucket, lock }),
  );
  sns.destroy();
  day.calls = calls.byOperation();
  return day;
}

/** Documents of one run; every request takes the given time. */
function memoryBucket(milliseconds: number) {
  const documents = new Map<string, string>();
  return {
    async write(key: string, document: unknown): Promise<void> {
      await pause(milliseconds);
      documents.set(key, JSON.stringify(document));
    },
    async read(key: string): Promise<unknown> {
      await pause(milliseconds);
      return JSON.parse(documents.get(key) ?? 'null');
    },
    async keys(prefix: string): Promise<string[]> {
      await pause(milliseconds);
      return [...documents.keys()].filter((key) => key.startsWith(prefix));
    },
  };
}
