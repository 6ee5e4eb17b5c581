import type { BeginInventory } from './table.ts';
import { daysBetween, instant, type Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import { PERMISSIONS_RELEASE } from '../../shared/sources/earlier-permissions.ts';

/** An unfinished run older than this is not resumed: its fixed `now` would be out of date. */
const RESUME_WITHIN_DAYS = 0.25;

/**
 * Resumes the last run with its fixed `now` if it did not finish; otherwise starts a new one. Run ids sort by time:
 * the instant, then a sequence number for runs that start at the same instant.
 */
export async function beginRun(
  now: Instant,
  inventory: BeginInventory,
): Promise<{ run: Run; resumed: boolean }> {
  const last = await inventory.lastRun();
  if (last?.state === 'running' && daysBetween(last.now, now) < RESUME_WITHIN_DAYS && last.now <= now)
    return { run: last, resumed: true };
  const sequence = last?.now === now ? Number(last.id.split('.')[1] ?? '1') + 1 : 1;
  const run: Run = {
    id: `${now}.${String(sequence).padStart(3, '0')}`,
    now,
    state: 'running',
    startedAt: instant(new Date()),
    permissions: PERMISSIONS_RELEASE,
    permissionsSince: permissionsSince(last, now),
  };
  // A concurrent call may have just started the same run; both then work on that run.
  return { run: await inventory.startRun(run), resumed: false };
}

/** When this release first ran after another one; after a rollback, when it first runs again. */
function permissionsSince(last: Run | undefined, now: Instant): Instant | undefined {
  if (last === undefined) return undefined;
  return last.permissions === PERMISSIONS_RELEASE ? last.permissionsSince : now;
}
