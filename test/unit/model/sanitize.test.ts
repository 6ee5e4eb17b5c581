import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitize } from '../../../shared/model/sanitize.ts';

describe('sanitize', () => {
  it.each([
    ['a terminal colour', '\u001b[31mred\u001b[0m', 'red'],
    ['a terminal hyperlink', '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007', 'click'],
    ['an eight-bit escape', '\u009b31mred', 'red'],
    ['a line break', 'one\r\nSubject: two', 'one Subject: two'],
    ['a line separator', 'one\u2028two', 'one two'],
    ['a right-to-left mark', 'invoice\u202egpj.exe', 'invoicegpj.exe'],
    ['a zero-width space', 'pay\u200bprod', 'payprod'],
    ['a hidden tag character', 'pay\u{e0041}prod', 'payprod'],
    ['a lone surrogate', 'a\ud800b', 'ab'],
    ['stacked marks', `a${'\u0300'.repeat(40)}b`, 'a\u0300\u0300\u0300b'],
    ['a NUL', 'a\u0000b', 'a b'],
  ])('removes %s', (_what, text, expected) => {
    expect(sanitize(text, 100)).toBe(expected);
  });

  it('does not change ordinary names in any script', () => {
    for (const name of ['prod/db-master_1', 'Zahlung Küche', '支付', 'données', 'a<b>&"c"'])
      expect(sanitize(name, 100)).toBe(name);
  });

  it('cuts between graphemes, not inside one', () => {
    expect(sanitize('ééééé', 3)).toBe('éé…');
    expect(sanitize('👍🏽👍🏽👍🏽👍🏽', 3)).toBe('👍🏽👍🏽…');
  });

  it('limits how much a script can chain into one grapheme', () => {
    expect(sanitize('\u1100'.repeat(500), 10).length).toBeLessThanOrEqual(40);
    expect(sanitize('\u0915\u094d'.repeat(500), 10).length).toBeLessThanOrEqual(40);
  });

  it('lets no character through that moves, hides or ends a line, however long the text', () => {
    const nasty = fc.string({ unit: 'binary', maxLength: 3000 });
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 200 }), (text, max) => {
        const out = sanitize(text, max);
        expect(out).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
        expect(Array.from(new Intl.Segmenter('en').segment(out)).length).toBeLessThanOrEqual(max);
        expect(sanitize(out, max)).toBe(out);
      }),
    );
  });
});
