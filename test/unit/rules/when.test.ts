import { describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { whenInWords, whenOf } from '../../../shared/rules/when.ts';
import { NOW } from '../../bed/rules/label.ts';

describe('what a number of days counts', () => {
  it.each([
    ['expiring', { dueAt: addDays(NOW, 3.9) }, 'in 3 days'],
    ['expiring', { dueAt: addDays(NOW, 0.1) }, 'in 2 hours'],
    ['expired', { dueAt: addDays(NOW, -1) }, '1 day ago'],
    ['rotation-overdue', { dueAt: addDays(NOW, -280) }, 'older than its limit by 280 days'],
    ['rotation-failed', { dueAt: addDays(NOW, -5) }, 'rotation overdue by 5 days'],
    ['never-expires', { dueAt: addDays(NOW, -400) }, 'without an end for 400 days'],
    ['target-unreadable', { dueAt: addDays(NOW, -2) }, 'not read for 2 days'],
    ['a-rule-of-a-newer-version', { dueAt: addDays(NOW, -2) }, 'for 2 days'],
  ])('%s %j: %s', (rule, dates, words) => {
    expect(whenInWords({ rule, ...dates }, NOW)).toBe(words);
  });

  it('is the last use for what is unused, not the limit', () => {
    const dates = { dueAt: addDays(NOW, -280), since: addDays(NOW, -370) };
    expect(whenInWords({ rule: 'unused', ...dates }, NOW)).toBe('unused for 370 days');
  });

  it('is the limit in a finding of a release that did not record the last use', () => {
    expect(whenInWords({ rule: 'unused', dueAt: addDays(NOW, -280) }, NOW)).toBe(
      'past its limit by 280 days',
    );
  });

  it('is nothing where nobody knows the day, even if the date is today', () => {
    expect(whenOf({ rule: 'no-contact', dueAt: NOW, dayUnknown: true }, NOW)).toEqual({ is: 'day unknown' });
  });
});
