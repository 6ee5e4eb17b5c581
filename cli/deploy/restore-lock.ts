import { isRestore, restoreHolder, type RunLock } from '../../shared/inventory/run-lock.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { UsageError } from '../program/usage-error.ts';

/**
 * Takes the lock of runs for a restore; also from a restore that was interrupted, whatever time it was for, and from a
 * run that ended without releasing it. @returns the holder, to release it.
 * @param isRunning Whether an execution is in progress.
 * @throws {UsageError} while a run is in progress.
 */
export async function takeLock(
  lock: Pick<RunLock, 'take'>,
  to: Instant,
  isRunning: (execution: string) => Promise<boolean>,
): Promise<string> {
  const wanted = restoreHolder(to);
  let holder = await lock.take(wanted);
  if (holder !== wanted && (isRestore(holder) || !(await isRunning(holder))))
    holder = await lock.take(wanted, holder);
  if (holder === wanted) return wanted;
  throw new UsageError(
    `a run is in progress (${holder}); the table was not changed`,
    'Run the same command again when it has ended, or stop the execution.',
  );
}
