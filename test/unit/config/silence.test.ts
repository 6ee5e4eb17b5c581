import { describe, expect, it } from 'vitest';
import { silentHours, UnknownInterval } from '../../../shared/config/silence.ts';

describe('silentHours', () => {
  it.each([
    ['rate(1 day)', 36],
    ['rate(12 hours)', 18],
    ['rate(30 minutes)', 2],
    ['rate(4 days)', 144],
    ['cron(0 6 * * ? *)', 36],
    ['cron(0 6,18 * * ? *)', 36],
  ])('is 1.5 times the interval of %s', (expression, hours) => {
    expect(silentHours({ expression, everyHours: undefined })).toBe(hours);
  });

  it('takes the interval from the configuration if the expression does not show it', () => {
    expect(silentHours({ expression: 'cron(0 6 ? * MON-FRI *)', everyHours: 72 })).toBe(108);
  });

  it.each(['cron(0 6 ? * MON *)', 'cron(0 6 1 * ? *)', 'cron(0 6 * * ? 2027)', 'rate(5 days)'])(
    'refuses %s, whose interval is too long for an alarm',
    (expression) => {
      expect(() => silentHours({ expression, everyHours: undefined })).toThrow(UnknownInterval);
    },
  );
});
