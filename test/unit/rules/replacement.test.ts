import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../shared/rules/contract.ts';
import { insteadBy, notApplicable, passes } from '../../../shared/rules/outcome.ts';
import { replacementOf, type RuleOutcome } from '../../../shared/rules/precedence.ts';
import { SKC_RULES } from '../../../shared/rules/registry.ts';

const FAILS: Outcome = {
  verdict: 'fails',
  severity: 'high',
  dueAt: '2026-11-21T06:00:00Z',
  because: 'It fails.',
  action: 'Replace it.',
  restsOn: [],
};

function outcomeOf(id: string, outcome: Outcome): RuleOutcome {
  const rule = SKC_RULES.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`No rule ${id}.`);
  return { rule, outcome };
}

/** The rule whose finding replaces that of the first rule. */
function replacement(...outcomes: [RuleOutcome, ...RuleOutcome[]]) {
  return replacementOf(outcomes[0], outcomes);
}

describe('a finding is replaced', () => {
  it.each([
    ['expiring', 'expired'],
    ['unused', 'leaked'],
    ['rotation-off', 'root-access-key'],
  ])('%s by %s, where that rule reports instead', (rule, by) => {
    const own = outcomeOf(rule, insteadBy(by));
    expect(replacement(own, outcomeOf(by, FAILS))).toBe(by);
    expect(replacement(own, outcomeOf(by, passes([])))).toBeUndefined();
  });

  it('rotation-overdue by never-expires, after a manual rotation', () => {
    const rotated = outcomeOf('rotation-overdue', passes(['versionCreatedAt']));
    expect(replacement(rotated, outcomeOf('never-expires', FAILS))).toBe('never-expires');
    expect(replacement(rotated, outcomeOf('unused', FAILS))).toBeUndefined();
  });

  it('never if its own rule fails', () => {
    expect(
      replacement(outcomeOf('rotation-overdue', FAILS), outcomeOf('rotation-off', FAILS)),
    ).toBeUndefined();
  });

  it('never by a rule that merely fails beside it', () => {
    const own = outcomeOf('unused', notApplicable('It was never used.'));
    expect(replacement(own, outcomeOf('leaked', FAILS))).toBeUndefined();
  });
});
