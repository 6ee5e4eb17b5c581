import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { hourOf, inFullWords, inWords } from '../../../shared/rules/wording.ts';

const NOW = '2026-11-25T06:00:00Z';
type Dates = Partial<Pick<Finding, 'dueAt' | 'dayUnknown' | 'since'>>;

describe('what a finding says of a thing', () => {
  it.each<[string, Dates, string]>([
    ['expiring', { dueAt: '2026-11-25T18:00:00Z' }, 'expires today 18:00 UTC'],
    ['expiring', { dueAt: '2026-11-26T00:00:00Z' }, 'expires tomorrow 00:00 UTC'],
    ['expiring', { dueAt: '2026-11-27T18:00:00Z' }, 'expires 2026-11-27 18:00 UTC'],
    ['expired', { dueAt: '2026-11-25T04:00:00Z' }, 'expired today 04:00 UTC'],
    ['expired', { dueAt: '2026-11-24T18:00:00Z' }, 'expired 12 hours ago'],
    ['expired', { dueAt: '2026-11-20T05:00:00Z' }, 'expired 5 days ago'],
    ['pending-deletion', { dueAt: '2026-12-02T06:00:00Z' }, 'will be deleted 2026-12-02 06:00 UTC'],
    ['pending-deletion', { dueAt: NOW, dayUnknown: true }, 'is to be deleted, day unknown'],
    ['rotation-overdue', { dueAt: addDays(NOW, -280) }, 'older than its limit by 280 days'],
    ['rotation-overdue', { dueAt: addDays(NOW, -0.5) }, 'is older than its limit'],
    ['unused', { dueAt: addDays(NOW, -280), since: addDays(NOW, -370) }, 'unused for 370 days'],
    ['rotation-failed', { dueAt: addDays(NOW, -18.9) }, 'rotation overdue by 18 days'],
    ['renewal-failed', { dueAt: '2026-12-07T06:00:00Z' }, 'not renewed, expires 2026-12-07 06:00 UTC'],
    ['renewal-failed', { dueAt: NOW }, 'was not renewed'],
    ['leaked', { dueAt: addDays(NOW, -3) }, 'leaked 3 days ago'],
    ['leaked', { dueAt: NOW, dayUnknown: true }, 'has leaked, day unknown'],
    // Rules without a date: no number of days, and no "first in 0 h".
    ['no-contact', { dueAt: NOW, dayUnknown: true }, 'has no contact'],
    ['root-access-key', { dueAt: addDays(NOW, -400) }, 'is active'],
    ['weak-cryptography', { dueAt: addDays(NOW, -400) }, 'has weak cryptography'],
    ['a-rule-of-a-newer-version', { dueAt: addDays(NOW, -2) }, 'a-rule-of-a-newer-version'],
  ])('%s %j: %s', (rule, dates, words) => {
    expect(inWords({ rule, dueAt: NOW, ...dates }, NOW)).toBe(words);
  });

  it('has the hour and how far off it is in full words', () => {
    expect(inFullWords({ rule: 'expiring', dueAt: '2026-11-25T18:00:00Z' }, NOW)).toBe(
      'expires today 18:00 UTC, in 12 hours',
    );
    expect(inFullWords({ rule: 'expired', dueAt: '2026-11-20T05:00:00Z' }, NOW)).toBe(
      'expired 2026-11-20 05:00 UTC, 5 days ago',
    );
  });

  it('has an hour only where it is about an end', () => {
    expect(hourOf({ rule: 'expiring', dueAt: '2026-11-25T18:00:00Z' }, NOW)).toBe('2026-11-25T18:00:00Z');
    expect(hourOf({ rule: 'rotation-overdue', dueAt: addDays(NOW, -9) }, NOW)).toBeUndefined();
  });
});
