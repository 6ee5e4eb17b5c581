import type { RuleId } from '../model/finding.ts';
import type { Outcome } from './contract.ts';
import { notApplicable } from './outcome.ts';

export interface RuleOutcome {
  rule: RuleId;
  outcome: Outcome;
}

/**
 * Complaints about one and the same lack, from the most specific: an age that was measured against a limit, a switch
 * that is off, the mere absence of an end.
 */
const ONE_COMPLAINT: readonly RuleId[] = ['rotation-overdue', 'rotation-off', 'never-expires'];

/**
 * One complaint at a time: of the outcomes of one SKC, at most one of `rotation-overdue`, `rotation-off` and
 * `never-expires` fails, the most specific. The lesser ones become `not applicable` and say which rule speaks.
 */
export function oneComplaint(all: readonly RuleOutcome[]): RuleOutcome[] {
  const outcomes = withoutSilenced(all);
  const speaking = ONE_COMPLAINT.find((rule) =>
    outcomes.some((each) => each.rule === rule && each.outcome.verdict === 'fails'),
  );
  if (speaking === undefined) return [...outcomes];
  return outcomes.map((each) => {
    const lesser =
      each.rule !== speaking && ONE_COMPLAINT.includes(each.rule) && each.outcome.verdict === 'fails';
    return lesser ? { rule: each.rule, outcome: notApplicable(`See rule \`${speaking}\`.`) } : each;
  });
}

const ROTATION: readonly RuleId[] = ['rotation-failed', 'rotation-overdue', 'rotation-off', 'never-expires'];

/**
 * `leaked` silences every finding on the same SKC that is less severe, and `root-access-key` every rotation rule: the
 * key must go, not be rotated.
 */
function withoutSilenced(outcomes: readonly RuleOutcome[]): RuleOutcome[] {
  const fails = (id: RuleId) =>
    outcomes.some(({ rule, outcome }) => rule === id && outcome.verdict === 'fails');
  const isLeaked = fails('leaked');
  const isRoots = fails('root-access-key');
  if (!isLeaked && !isRoots) return [...outcomes];
  return outcomes.map(({ rule, outcome }) => {
    if (outcome.verdict !== 'fails') return { rule, outcome };
    if (isLeaked && outcome.severity !== 'critical')
      return { rule, outcome: notApplicable('See rule `leaked`.') };
    if (isRoots && ROTATION.includes(rule))
      return { rule, outcome: notApplicable('See rule `root-access-key`.') };
    return { rule, outcome };
  });
}
