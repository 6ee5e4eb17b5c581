import { addDays, daysBetween } from '../../shared/model/instant.ts';
import type { Instant } from '../../shared/model/instant.ts';

/** Instants at which something happens: listed in ascending order, or repeated every few days. */
export type Schedule = readonly Instant[] | Every;

export interface Every {
  from: Instant;
  everyDays: number;
  /** End of the repetition. */
  until?: Instant;
}

/** The instants up to and including `now`, ascending; at most the last `latest`. */
export function happened(schedule: Schedule | undefined, now: Instant, latest = 50): Instant[] {
  if (schedule === undefined) return [];
  if (!isEvery(schedule)) return schedule.filter((at) => at <= now).slice(-latest);
  const last = lastIndex(schedule, now);
  const found: Instant[] = [];
  for (let index = Math.max(0, last - latest + 1); index <= last; index++)
    found.push(addDays(schedule.from, index * schedule.everyDays));
  return found;
}

/** The last instant up to and including `now`. */
export function lastHappened(schedule: Schedule | undefined, now: Instant): Instant | undefined {
  return happened(schedule, now, 1)[0];
}

function isEvery(schedule: Schedule): schedule is Every {
  return 'everyDays' in schedule;
}

function lastIndex(schedule: Every, now: Instant): number {
  const end = schedule.until !== undefined && schedule.until < now ? schedule.until : now;
  return Math.floor(daysBetween(schedule.from, end) / schedule.everyDays);
}
