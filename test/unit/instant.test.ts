import { describe, expect, it } from 'vitest';
import { addDays, BadDate, daysBetween, earliest, instant, isInstant } from '../../shared/model/instant.ts';

describe('instant', () => {
  it('converts other offsets to UTC and drops fractions of a second', () => {
    expect(instant('2026-03-01T00:30:00.999+01:00')).toBe('2026-02-28T23:30:00Z');
  });

  it('rejects invalid dates instead of using a default', () => {
    expect(() => instant('soon')).toThrow(BadDate);
    expect(() => instant(Number.NaN)).toThrow(BadDate);
  });

  it.each(['2026-02-30', '2026-02-29', '2026-04-31', '2026-00-10', '2026-01-32'])(
    'has no day %s, in whatever form it is written',
    (day) => {
      expect(isInstant(`${day}T06:00:00Z`)).toBe(false);
      for (const form of [day, `${day}T06:00:00Z`, `${day}T06:00:00.123+02:00`])
        expect(() => instant(form)).toThrow(BadDate);
    },
  );

  it('has the days at the ends of months', () => {
    for (const day of ['2026-02-28', '2028-02-29', '2026-04-30', '2026-12-31'])
      expect(instant(`${day}T23:59:59Z`)).toBe(`${day}T23:59:59Z`);
    expect(isInstant('2028-02-29T00:00:00Z')).toBe(true);
    expect(isInstant('2028-02-28T24:00:00Z')).toBe(false);
  });

  it('counts days of 24 hours over a leap day', () => {
    expect(addDays('2028-02-28T12:00:00Z', 2)).toBe('2028-03-01T12:00:00Z');
    expect(daysBetween('2028-02-28T00:00:00Z', '2028-03-01T00:00:00Z')).toBe(2);
  });

  it('accepts only the form that sorts', () => {
    expect(isInstant('2026-11-21T06:00:00Z')).toBe(true);
    expect(isInstant('2026-11-21T06:00:00.000Z')).toBe(false);
    expect(isInstant('2026-13-21T06:00:00Z')).toBe(false);
  });

  it('ignores missing instants', () => {
    expect(earliest(undefined, '2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z')).toBe('2026-01-01T00:00:00Z');
  });
});
