import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../shared/rules/contract.ts';
import { judgeSkc } from '../../../shared/rules/judge.ts';
import { contextAt } from '../../bed/rules/context.ts';
import { NOW, type Label } from '../../bed/rules/label.ts';
import { LABELLED } from '../../bed/rules/labelled.ts';

function spoken(outcome: Outcome): string {
  if (outcome.verdict === 'unknown') return `unknown ${outcome.missing.join(',')}`;
  if (outcome.verdict !== 'fails') return outcome.verdict;
  const rung = outcome.rung === undefined ? '' : ` ${outcome.rung}`;
  return `fails ${outcome.severity}${rung}`;
}

/** The verdicts that differ from the label. */
function mismatches(label: Label): string[] {
  const outcomes = judgeSkc(label.skc, contextAt(label.now ?? NOW));
  return outcomes.flatMap(({ rule, outcome }) => {
    const said = spoken(outcome);
    const expected = label.says[rule.id];
    if (expected === undefined) return isQuiet(label, outcome) ? [] : [`${rule.id}: ${said}, expected quiet`];
    return said === expected ? [] : [`${rule.id}: ${said}, expected ${expected}`];
  });
}

/** Verdicts that a label need not name: unknown only because a field could not be read. */
function isQuiet({ skc }: Label, outcome: Outcome): boolean {
  if (outcome.verdict === 'unknown')
    return outcome.missing.every((field) => Object.hasOwn(skc.unknown, field));
  return outcome.verdict !== 'fails';
}

describe('verdicts on labelled SKCs', () => {
  it('has at least 80 labels with unique names', () => {
    expect(new Set(LABELLED.map((label) => `${label.skc.type} ${label.name}`)).size).toBe(LABELLED.length);
    expect(LABELLED.length).toBeGreaterThanOrEqual(80);
  });

  it.each(LABELLED.map((label) => [`${label.skc.type}: ${label.name}`, label] as const))(
    '%s',
    (_name, label) => {
      expect(mismatches(label)).toEqual([]);
    },
  );
});
