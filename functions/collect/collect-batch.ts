import pLimit from 'p-limit';
import type { CollectInventory } from './table.ts';
import { OutdatedRun, refuseUnlessNewest } from '../../shared/inventory/outdated-run.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Target } from '../../shared/model/target.ts';
import type { RuleSettings } from '../../shared/rules/contract.ts';
import type { Batch } from '../plan/batches.ts';
import type { TagSettings } from './tags.ts';
import type { Collected } from './collect.ts';
import type { Collector } from './collector.ts';
import type { ListingBudget } from './listing.ts';

export interface CollectBatchDependencies {
  inventory: CollectInventory;
  collector: Collector;
  ruleSettings: RuleSettings;
  /** The configuration's settings for tags. */
  tags?: TagSettings | undefined;
  /** Days in which reading roles may be updated after a new release (`upgradeGraceDays`). */
  graceDays?: number | undefined;
  /** Whether there is time to start another target or precise reading. */
  hasTime: () => boolean;
  /** How much of one listing a call reads. Default: all of it. */
  listingBudget?: ListingBudget | undefined;
}

export interface BatchResult {
  collected: Collected[];
  /** Targets whose scan could not be written, and why. */
  failures: { target: Target; error: unknown }[];
  /** Targets that were not started, or not completed, because time ran out. */
  remaining: Batch['targets'];
}

/** Targets of one account read concurrently; most of the time is spent waiting for responses. */
const MAX_CONCURRENT = 6;

/**
 * Reads as many targets of one account as time allows. A failing target does not stop the others; a target without
 * a scan counts as failed when the account is evaluated.
 * @throws {OutdatedRun} if a newer run has started.
 * @throws the first error if no target could be read: the cause is then the table, not a target.
 */
export async function collectBatch(
  { run, batch }: { run: Pick<Run, 'id' | 'now' | 'permissionsSince'>; batch: Batch },
  dependencies: CollectBatchDependencies,
): Promise<BatchResult> {
  const { collector, hasTime } = dependencies;
  await refuseUnlessNewest(run, dependencies.inventory);
  // The inventory shows the account's name in its indexes.
  await dependencies.inventory.account(batch.account);
  const limit = pLimit(MAX_CONCURRENT);
  const done: BatchResult = { collected: [], failures: [], remaining: [] };
  let outdated: OutdatedRun | undefined;
  await Promise.all(
    batch.targets.map((planned) =>
      limit(async () => {
        if (!hasTime()) {
          done.remaining.push(planned);
          return;
        }
        const target: Target = { account: batch.account, cloud: collector.cloud, ...planned };
        try {
          const collected = await collector.collect({ run, target }, dependencies);
          done.collected.push(collected);
          if (collected.unfinished) done.remaining.push(planned);
        } catch (error) {
          if (error instanceof OutdatedRun) outdated = error;
          else done.failures.push({ target, error });
        }
      }),
    ),
  );
  if (outdated !== undefined) throw outdated;
  const [first] = done.failures;
  if (first !== undefined && done.collected.length === 0) throw first.error;
  return done;
}
