import type { Config } from './schema.ts';

/** The schedule does not show how often it fires, which the alarm on missing runs needs. */
export class UnknownInterval extends Error {
  override readonly name = 'UnknownInterval';
}

/** CloudWatch looks back seven days at most, which is 1.5 times this. */
const MOST_HOURS = 96;

/**
 * Hours without a successful run after which the alarm is raised: 1.5 times the longest time between two runs.
 * @throws {UnknownInterval} for schedules rarer than every four days, or a cron expression that does not fire daily and
 * comes without `everyHours`.
 */
export function silentHours(schedule: Pick<Config['schedule'], 'expression' | 'everyHours'>): number {
  const hours = schedule.everyHours ?? hoursBetween(schedule.expression);
  if (hours === undefined)
    throw new UnknownInterval(
      `schedule.expression "${schedule.expression}" does not show the longest time between two runs. ` +
        'Set it in schedule.everyHours, from 1 to 96 hours.',
    );
  if (hours > MOST_HOURS)
    throw new UnknownInterval(
      `schedule.expression "${schedule.expression}" runs every ${hours} hours. CloudWatch looks back seven days at most, ` +
        `so missing runs are noticed only for schedules of up to ${MOST_HOURS} hours: run more often.`,
    );
  return Math.max(2, Math.ceil(hours * 1.5));
}

const HOURS = { minute: 1 / 60, hour: 1, day: 24 } as const;

function hoursBetween(expression: string): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const unit = rate[2] === 'day' ? HOURS.day : rate[2] === 'hour' ? HOURS.hour : HOURS.minute;
    return Number(rate[1]) * unit;
  }
  const [, , dayOfMonth, month, dayOfWeek, year = '*'] = (/^cron\((.*)\)$/.exec(expression)?.[1] ?? '').split(
    /\s+/,
  );
  const every = (field: string | undefined) => field === '*' || field === '?';
  return every(dayOfMonth) && every(month) && every(dayOfWeek) && every(year) ? HOURS.day : undefined;
}
