import type { BeginInventory } from './table.ts';
import { daysBetween, instant, type Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import { ClockBehind } from './clock-behind.ts';
import { PERMISSIONS_RELEASE } from '../../shared/sources/earlier-permissions.ts';

/** An unfinished run older than this is not resumed: its fixed `now` would be out of date. */
const RESUME_WITHIN_DAYS = 0.25;

/**
 * Clocks of machines differ by seconds. A run whose clock is behind the last run's by no more than this takes that one's
 * instant, so that the order of runs stays the order of their clocks.
 */
const TOLERATED_SECONDS = 300;

/**
 * Resumes the last run with its fixed `now` if it did not finish; otherwise starts a new one. Run ids sort by time:
 * the instant, then a sequence number for runs that start at the same instant.
 * @param clock The time now.
 * @throws {ClockBehind} if the last run's clock is later by more than five minutes.
 */
export async function beginRun(
  clock: Instant,
  inventory: Pick<BeginInventory, 'lastRun' | 'startRun'>,
): Promise<{ run: Run; resumed: boolean }> {
  const last = await inventory.lastRun();
  const now = atLeast(last, clock);
  if (last?.state === 'running' && daysBetween(last.now, now) < RESUME_WITHIN_DAYS)
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

function atLeast(last: Run | undefined, clock: Instant): Instant {
  if (last === undefined || last.now <= clock) return clock;
  const behindSeconds = (Date.parse(last.now) - Date.parse(clock)) / 1_000;
  if (behindSeconds > TOLERATED_SECONDS) throw new ClockBehind(clock, last.now);
  return last.now;
}

/** When this release first ran after another one; after a rollback, when it first runs again. */
function permissionsSince(last: Run | undefined, now: Instant): Instant | undefined {
  if (last === undefined) return undefined;
  return last.permissions === PERMISSIONS_RELEASE ? last.permissionsSince : now;
}
