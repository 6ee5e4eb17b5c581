import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../shared/rules/contract.ts';
import { insteadBy, notApplicable, passes } from '../../../shared/rules/outcome.ts';
import { replacementOf, type RuleOutcome } from '../../../shared/rules/precedence.ts';

const FAILS: Outcome = {
  verdict: 'fails',
  severity: 'high',
  dueAt: '2026-11-21T06:00:00Z',
  because: 'It fails.',
  action: 'Replace it.',
  restsOn: [],
};

/** What takes the place of the first rule's finding. */
function replacement(...outcomes: [RuleOutcome, ...RuleOutcome[]]) {
  return replacementOf(outcomes[0], outcomes);
}

describe('a finding is replaced', () => {
  it.each([
    ['expiring', 'expired'],
    ['unused', 'leaked'],
    ['rotation-off', 'root-access-key'],
  ])('%s by %s, where that rule reports instead', (rule, by) => {
    const own = { rule, outcome: insteadBy(by) };
    expect(replacement(own, { rule: by, outcome: FAILS })).toBe(by);
    expect(replacement(own, { rule: by, outcome: passes([]) })).toBeUndefined();
  });

  it('rotation-overdue by never-expires, after somebody rotated by hand', () => {
    const rotated = { rule: 'rotation-overdue', outcome: passes(['versionCreatedAt']) };
    expect(replacement(rotated, { rule: 'never-expires', outcome: FAILS })).toBe('never-expires');
    expect(replacement(rotated, { rule: 'unused', outcome: FAILS })).toBeUndefined();
  });

  it('never where its own rule fails', () => {
    expect(
      replacement({ rule: 'rotation-overdue', outcome: FAILS }, { rule: 'rotation-off', outcome: FAILS }),
    ).toBeUndefined();
  });

  it('never by a rule that merely fails beside it', () => {
    const own = { rule: 'unused', outcome: notApplicable('It was never used.') };
    expect(replacement(own, { rule: 'leaked', outcome: FAILS })).toBeUndefined();
  });
});
