import * as z from 'zod';
import { Calls } from '../../shared/clouds/calls.ts';
import type { CloudReader } from '../../shared/readers/contract.ts';
import { openInventory } from '../../shared/inventory/repository.ts';
import { COLLECT_TABLE } from './table.ts';
import { runSchema } from '../../shared/model/run.ts';
import { targetId } from '../../shared/model/target.ts';
import { documentsOf } from '../runtime/deployed-table.ts';
import type { Environment } from '../runtime/environment.ts';
import type { LambdaContext } from '../runtime/lambda-context.ts';
import { logger, measure } from '../runtime/telemetry.ts';
import { batchSchema } from '../plan/batches.ts';
import { collectorOf } from './collector.ts';
import { collectBatch, type BatchResult } from './collect-batch.ts';
import { unlessOutdated } from '../runtime/unless-outdated.ts';

/** What a handler uses to read its cloud during one invocation. */
export type Reading<Session> = Pick<
  CloudReader<Session>,
  'cloud' | 'sources' | 'signIn' | 'signInOperation' | 'failure' | 'close'
>;

const eventSchema = z.object({
  run: runSchema.pick({ id: true, now: true, permissionsSince: true }),
  batch: batchSchema,
});

/** No target is started in the last five of fifteen minutes, so that targets in progress can finish. */
const RESERVE_MS = 5 * 60_000;

/**
 * A listing pauses in the last seven minutes: verifying takes at most one call for each SKC, listing takes at least one,
 * so that what was read in eight minutes can be verified and stored.
 */
const LISTING_RESERVE_MS = 7 * 60_000;
/** SKCs of one listing that a call holds in memory beside those of the inventory. */
const SKCS_A_CALL = 25_000;

/**
 * The event for the next invocation: what remains of the batch. The workflow repeats the call while `more` is true.
 */
export type RemainingBatch = z.infer<typeof eventSchema> & { more: boolean };

/**
 * The function that reads one batch of targets of one cloud: `{ run: { id, now }, batch: { account, targets } }`.
 * @param open Opens the sessions of one call, so that a corrected sign-in takes effect in the next call.
 */
export function collectHandler<Session>(
  environment: Environment,
  open: (calls: Calls) => Reading<Session>,
): (event: unknown, context: LambdaContext) => Promise<RemainingBatch> {
  const inventory = openInventory(documentsOf(environment), environment.table, COLLECT_TABLE);
  const ruleSettings = environment.config.thresholds;
  return async (event, context) => {
    const { run, batch } = eventSchema.parse(event);
    const calls = new Calls();
    const reading = open(calls);
    try {
      const done = await unlessOutdated(
        () =>
          collectBatch(
            { run, batch },
            {
              inventory,
              ruleSettings,
              tags: environment.config,
              graceDays: environment.config.upgradeGraceDays,
              collector: collectorOf(reading),
              hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MS,
              listingBudget: {
                hasTime: () => context.getRemainingTimeInMillis() > LISTING_RESERVE_MS,
                skcs: SKCS_A_CALL,
              },
            },
          ),
        (): BatchResult => ({ collected: [], failures: [], remaining: [] }),
      );
      reportBatch(done, calls);
      return {
        run,
        batch: { account: batch.account, targets: done.remaining },
        more: done.remaining.length > 0,
      };
    } finally {
      reading.close();
    }
  };
}

function reportBatch({ collected, failures, remaining }: BatchResult, calls: Calls): void {
  for (const { target, error } of failures)
    logger.error('target not read', { target: targetId(target), error: String(error) });
  for (const { scan, restarted } of collected)
    if (restarted !== undefined)
      logger.warn('listing began again', { target: targetId(scan), why: restarted });
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
