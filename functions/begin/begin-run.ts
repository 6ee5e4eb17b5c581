import type { Inventory } from '../../shared/inventory/contract.ts';
import { daysBetween, instant, type Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';

/** A run that was left unfinished longer ago than this is let go: its `now` would be yesterday's. */
const RESUME_WITHIN_DAYS = 0.25;

/**
 * Resumes the last run if it was left unfinished, with its own fixed `now`; else starts one. Its id sorts by time:
 * the instant, and a number that tells runs of one instant apart.
 */
export async function beginRun(now: Instant, inventory: Inventory): Promise<{ run: Run; resumed: boolean }> {
  const last = await inventory.lastRun();
  if (last?.state === 'running' && daysBetween(last.now, now) < RESUME_WITHIN_DAYS && last.now <= now)
    return { run: last, resumed: true };
  const sequence = last?.now === now ? Number(last.id.split('.')[1] ?? '1') + 1 : 1;
  const run: Run = {
    id: `${now}.${String(sequence).padStart(3, '0')}`,
    now,
    state: 'running',
    startedAt: instant(new Date()),
  };
  // A rival may have started the very same run a moment ago: then both work on that one.
  return { run: await inventory.startRun(run), resumed: false };
}
