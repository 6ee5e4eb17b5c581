import type { BeginInventory } from './table.ts';
import { isRestore, type RunLock } from '../../shared/inventory/run-lock.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import { beginRun } from './begin-run.ts';

export interface BeginDependencies {
  inventory: BeginInventory;
  lock: Pick<RunLock, 'take'>;
  /** Whether another execution is still running. */
  isRunning: (execution: string) => Promise<boolean>;
}

/** The run that was started, or the execution that is already running. */
export type Begun =
  | { started: true; run: Pick<Run, 'id' | 'now' | 'permissionsSince'>; resumed: boolean }
  | { started: false; goingOn: string };

/**
 * Allows one run at a time. An execution holds the lock. If it ended without releasing it (failed, stopped or timed
 * out), the next execution takes the lock over, so nothing has to be cleaned up by hand. A redriven execution still
 * holds its lock.
 * @throws {ClockBehind} if the last run's clock is ahead: a retry would be refused as well.
 */
export async function begin(
  { execution, now }: { execution: string; now: Instant },
  { inventory, lock, isRunning }: BeginDependencies,
): Promise<Begun> {
  let holder = await lock.take(execution);
  // An interrupted restore keeps the lock until it is completed.
  const mayTakeOver = holder !== execution && !isRestore(holder) && !(await isRunning(holder));
  if (mayTakeOver) holder = await lock.take(execution, holder);
  if (holder !== execution) return { started: false, goingOn: holder };
  const { run, resumed } = await beginRun(now, inventory);
  const { id, now: fixed, permissionsSince } = run;
  return {
    started: true,
    run: { id, now: fixed, ...(permissionsSince === undefined ? {} : { permissionsSince }) },
    resumed,
  };
}
