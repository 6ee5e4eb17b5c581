import { describe, expect, it } from 'vitest';
import { LABELLED } from '../../bed/rules/labelled.ts';
import { compared } from '../../bed/rules/mismatches.ts';

describe('verdicts on labelled SKCs', () => {
  it('has at least 260 labels with unique names', () => {
    expect(new Set(LABELLED.map((label) => `${label.skc.type} ${label.name}`)).size).toBe(LABELLED.length);
    expect(LABELLED.length).toBeGreaterThanOrEqual(260);
  });

  it.each(LABELLED.map((label) => [`${label.skc.type}: ${label.name}`, label] as const))(
    '%s',
    (_name, label) => {
      expect(compared(label).wrong).toEqual([]);
    },
  );
});
