import pLimit from 'p-limit';
import type { Inventory } from '../../shared/inventory/contract.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Target } from '../../shared/model/target.ts';
import type { Thresholds } from '../../shared/rules/contract.ts';
import type { Batch } from '../plan/batches.ts';
import type { TagSettings } from './tags.ts';
import type { Collected } from './collect.ts';
import type { Collector } from './collector.ts';

export interface CollectBatchDependencies {
  inventory: Inventory;
  collector: Collector;
  thresholds: Thresholds;
  /** What the configuration asks of tags. */
  tags?: TagSettings | undefined;
  /** Whether there is time to begin one more target or precise reading. */
  hasTime: () => boolean;
}

export interface CollectedBatch {
  collected: Collected[];
  /** Targets whose scan could not even be written, and why. */
  failures: { target: Target; error: unknown }[];
  /** Targets not begun for want of time, or begun and to be continued. */
  remaining: Batch['targets'];
}

/** Targets of one account read at once: waiting for answers, mostly. */
const AT_ONCE = 6;

/**
 * Reads the targets of one account, as far as time allows. One failing target stops no other; a target whose scan
 * never came counts as failed when the account is evaluated.
 * @throws the first error when no target at all could be read: then it is not a target's failure but the table's.
 */
export async function collectBatch(
  { run, batch }: { run: Pick<Run, 'id' | 'now'>; batch: Batch },
  dependencies: CollectBatchDependencies,
): Promise<CollectedBatch> {
  const { collector, hasTime } = dependencies;
  // The inventory shows the account's name in its indexes.
  await dependencies.inventory.account(batch.account);
  const limit = pLimit(AT_ONCE);
  const done: CollectedBatch = { collected: [], failures: [], remaining: [] };
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
          done.failures.push({ target, error });
        }
      }),
    ),
  );
  const [first] = done.failures;
  if (first !== undefined && done.collected.length === 0) throw first.error;
  return done;
}
