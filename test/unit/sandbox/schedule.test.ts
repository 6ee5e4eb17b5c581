import { describe, expect, it } from 'vitest';
import { happened, lastHappened } from '../../../sandbox/estate/schedule.ts';

const weekly = { from: '2026-01-01T00:00:00Z', everyDays: 7 };

describe('a schedule', () => {
  it('has not happened a second before its first instant', () => {
    expect(lastHappened(weekly, '2025-12-31T23:59:59Z')).toBeUndefined();
  });

  it('happens exactly at its instant', () => {
    expect(lastHappened(weekly, '2026-01-08T00:00:00Z')).toBe('2026-01-08T00:00:00Z');
  });

  it('returns the previous instant until the next one', () => {
    expect(lastHappened(weekly, '2026-01-07T23:59:59Z')).toBe('2026-01-01T00:00:00Z');
  });

  it('stops at its end', () => {
    const ending = { ...weekly, until: '2026-01-10T00:00:00Z' };
    expect(happened(ending, '2026-06-01T00:00:00Z')).toEqual([
      '2026-01-01T00:00:00Z',
      '2026-01-08T00:00:00Z',
    ]);
  });

  it('returns only the latest instants of a long past', () => {
    expect(happened(weekly, '2026-12-31T00:00:00Z', 2)).toEqual([
      '2026-12-24T00:00:00Z',
      '2026-12-31T00:00:00Z',
    ]);
  });

  it('returns the past instants of a list', () => {
    const listed = ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'];
    expect(happened(listed, '2026-02-01T00:00:00Z')).toEqual(['2026-01-01T00:00:00Z']);
  });
});
