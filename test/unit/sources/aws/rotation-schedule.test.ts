import { describe, expect, it } from 'vitest';
import { rotationPeriodDays, rotationWindowHours } from '../../../../shared/sources/aws/rotation-schedule.ts';

describe('a rotation schedule of Secrets Manager', () => {
  it.each([
    [{ AutomaticallyAfterDays: 30 }, 30, 24],
    [{ AutomaticallyAfterDays: 30, Duration: '3h' }, 30, 3],
    [{ ScheduleExpression: 'rate(10 days)' }, 10, 24],
    [{ ScheduleExpression: 'rate(1 day)', Duration: '1h' }, 1, 1],
    [{ ScheduleExpression: 'rate(12 hours)' }, 0.5, 1],
    [{ ScheduleExpression: 'rate(12 hours)', Duration: '2h' }, 0.5, 2],
    [{ ScheduleExpression: 'cron(0 8 1 * ? *)', Duration: '2h' }, undefined, 2],
    [{ ScheduleExpression: 'cron(0 8 1 * ? *)' }, undefined, 24],
    [{ ScheduleExpression: 'cron(0 /8 * * ? *)' }, undefined, 1],
    [{ ScheduleExpression: 'cron(0 */8 * * ? *)' }, undefined, 1],
    [{ ScheduleExpression: 'every now and then', Duration: 'long' }, undefined, 24],
    [{ AutomaticallyAfterDays: 7, ScheduleExpression: 'rate(7 days)' }, 7, 24],
    [undefined, undefined, 24],
  ])('%j has a period of %s days and a window of %i hours', (rules, days, hours) => {
    expect(rotationPeriodDays(rules)).toBe(days);
    expect(rotationWindowHours(rules)).toBe(hours);
  });
});
