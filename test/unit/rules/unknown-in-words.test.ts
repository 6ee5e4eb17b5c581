import { describe, expect, it } from 'vitest';
import { unknownInWords } from '../../../shared/rules/unknown-in-words.ts';

describe('what could not be judged, in words', () => {
  it('is nothing where every verdict is known, and where nothing was counted', () => {
    expect(unknownInWords({ skcs: 0, byRule: {} })).toBeUndefined();
    expect(unknownInWords(undefined)).toBeUndefined();
  });

  it('names the missing facts, the rules and the SKCs, the most frequent first', () => {
    const unknown = {
      skcs: 15,
      byRule: {
        unused: { lastUsedAt: 8, target: 4 },
        'rotation-off': { rotationEnabled: 3, target: 4 },
        'rotation-overdue': { rotationEnabled: 2 },
      },
    };
    expect(unknownInWords(unknown)).toBe(
      '15 SKCs have unknown verdicts: lastUsedAt not read (unused of 8), target not read (4), rotationEnabled not read (rotation-off, rotation-overdue of 3)',
    );
  });

  it('counts the rules and reasons that have no room', () => {
    const rules = ['a', 'b', 'c', 'd', 'e'];
    const byRule = Object.fromEntries(
      rules.map((rule) => [rule, { one: 9, two: 8, three: 7, four: 6, five: 5 }]),
    );
    expect(unknownInWords({ skcs: 1, byRule })).toBe(
      '1 SKC has unknown verdicts: one not read (a, b, c and 2 more rules of 9), two not read (a, b, c and 2 more rules of 8), three not read (a, b, c and 2 more rules of 7), four not read (a, b, c and 2 more rules of 6), and 1 more reason',
    );
  });
});
