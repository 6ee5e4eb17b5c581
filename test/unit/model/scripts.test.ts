import { describe, expect, it } from 'vitest';
import { mixesScripts, shownName } from '../../../shared/model/scripts.ts';

describe('mixesScripts', () => {
  it.each([
    ['a Cyrillic letter among Latin ones', 'p\u0430yments-prod'],
    ['a Greek letter among Latin ones', 'pr\u03bfd'],
    ['a Cyrillic word that looks like a Latin one', '\u0440\u0430\u0443-prod'],
    ['Greek with Cyrillic', '\u03b1\u0431'],
  ])('sees %s', (_what, name) => {
    expect(mixesScripts(name)).toBe(true);
  });

  it.each([
    ['Latin', 'prod/db-master_1'],
    ['Latin with accents', 'Zahlung-K\u00fcche'],
    ['Cyrillic', '\u043f\u043b\u0430\u0442\u0435\u0436\u0438-2026'],
    ['Greek', '\u03c0\u03bb\u03b7\u03c1\u03c9\u03bc\u03ad\u03c2'],
    ['Japanese of three scripts', '\u6c7a\u6e08\u306e\u30ad\u30fc'],
    ['Japanese with Latin', '\u6c7a\u6e08-prod'],
    ['no letter', '12345'],
    ['the micro sign', '10\u00b5s'],
  ])('lets %s pass', (_what, name) => {
    expect(mixesScripts(name)).toBe(false);
  });
});

describe('shownName', () => {
  it('marks a mixed name in front, within the length', () => {
    expect(shownName('p\u0430y', 40)).toBe('(mixed scripts) p\u0430y');
    const long = shownName(`p\u0430y${'y'.repeat(100)}`, 40);
    expect(long).toMatch(/^\(mixed scripts\) p\u0430y+\u2026$/);
    expect(long).toHaveLength(40);
  });

  it('leaves other names, sanitized', () => {
    expect(shownName('pay\u200bments', 40)).toBe('payments');
  });
});
