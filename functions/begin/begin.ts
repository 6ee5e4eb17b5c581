import type { Inventory } from '../../shared/inventory/contract.ts';
import type { RunLock } from '../../shared/inventory/run-lock.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import { beginRun } from './begin-run.ts';

export interface BeginDependencies {
  inventory: Inventory;
  lock: RunLock;
  /** Whether another execution still works. */
  isRunning: (execution: string) => Promise<boolean>;
}

/** `started` with its run, or the execution that is going on instead. */
export type Begun =
  | { started: true; run: Pick<Run, 'id' | 'now'>; resumed: boolean }
  | { started: false; goingOn: string };

/**
 * Lets one run at a time through. The lock's holder is an execution: one that ended without giving the lock back
 * (failed, stopped, timed out) is taken over from, so that nothing has to be cleaned up by hand; a redriven one is
 * still the holder.
 */
export async function begin(
  { execution, now }: { execution: string; now: Instant },
  { inventory, lock, isRunning }: BeginDependencies,
): Promise<Begun> {
  let holder = await lock.take(execution);
  if (holder !== execution && !(await isRunning(holder))) holder = await lock.take(execution, holder);
  if (holder !== execution) return { started: false, goingOn: holder };
  const { run, resumed } = await beginRun(now, inventory);
  return { started: true, run: { id: run.id, now: run.now }, resumed };
}
