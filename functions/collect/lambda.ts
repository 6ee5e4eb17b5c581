import * as z from 'zod';
import { awsReading } from '../../shared/clouds/aws/reading.ts';
import { openAwsSessions } from '../../shared/clouds/aws/session.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import { thresholdsOf } from '../../shared/config/thresholds.ts';
import { openTable } from '../../shared/inventory/repository.ts';
import { runSchema } from '../../shared/model/run.ts';
import { targetId } from '../../shared/model/target.ts';
import { documentsOf } from '../deployed-table.ts';
import { readEnvironment } from '../environment.ts';
import type { LambdaContext } from '../lambda-context.ts';
import { logger, measure } from '../observed.ts';
import { batchSchema } from '../plan/batches.ts';
import { collectorOf } from './collector.ts';
import { collectBatch, type CollectedBatch } from './collect-batch.ts';

const environment = readEnvironment();
const { config } = environment;
const inventory = openTable(documentsOf(environment), environment.table);
const thresholds = thresholdsOf(config);
const eventSchema = z.object({ run: runSchema.pick({ id: true, now: true }), batch: batchSchema });

/** Kept for the targets that were begun: none is begun in the last five of fifteen minutes. */
const RESERVE_MS = 5 * 60_000;

/** The same event with what is left of the batch, and whether anything is: the workflow calls again until not. */
export type Continued = z.infer<typeof eventSchema> & { more: boolean };

/** Reads one batch of targets. @param event `{ run: { id, now }, batch: { account, targets } }`. */
export async function handler(event: unknown, context: LambdaContext): Promise<Continued> {
  const { run, batch } = eventSchema.parse(event);
  const calls = new Calls();
  const aws = openAwsSessions({
    homeRegion: environment.region,
    memberRole: config.memberRole,
    calls,
    callsPerSecond: config.run.callsPerSecond,
  });
  try {
    const done = await collectBatch(
      { run, batch },
      {
        inventory,
        thresholds,
        collector: collectorOf(awsReading(aws)),
        hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MS,
      },
    );
    tell(done, calls);
    return {
      run,
      batch: { account: batch.account, targets: done.remaining },
      more: done.remaining.length > 0,
    };
  } finally {
    aws.close();
  }
}

function tell({ collected, failures, remaining }: CollectedBatch, calls: Calls): void {
  for (const { target, error } of failures)
    logger.error('target not read', { target: targetId(target), error: String(error) });
  const changes = collected.flatMap((each) => Object.values(each.changes));
  measure({
    CloudCalls: calls.total(),
    Changes: changes.reduce((sum, count) => sum + count, 0),
    Verifications: collected.reduce((sum, { verifications }) => sum + verifications, 0),
    TargetsFailed: failures.length,
  });
  logger.info('batch read', {
    targets: collected.length,
    failed: failures.length,
    remaining: remaining.length,
    calls: calls.byOperation(),
    memoryMb: Math.round(process.memoryUsage.rss() / 1_048_576),
  });
}
