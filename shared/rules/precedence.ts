import type { RuleId } from '../model/finding.ts';
import type { Outcome } from './contract.ts';
import { insteadBy } from './outcome.ts';

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
    return lesser ? { rule: each.rule, outcome: insteadBy(speaking) } : each;
  });
}

/**
 * The rule whose finding takes the place of a rule's own on the same SKC: a line that moved, not one that is resolved.
 * @param outcomes Of one SKC, after {@link oneComplaint}.
 * @returns undefined where the rule fails itself, or no other does in its place.
 */
export function replacementOf(
  { rule, outcome }: RuleOutcome,
  outcomes: readonly RuleOutcome[],
): RuleId | undefined {
  if (outcome.verdict === 'fails') return undefined;
  const fails = (id: RuleId) => outcomes.some((each) => each.rule === id && each.outcome.verdict === 'fails');
  if (outcome.verdict === 'not applicable' && outcome.insteadBy !== undefined && fails(outcome.insteadBy))
    return outcome.insteadBy;
  return ONE_COMPLAINT.includes(rule) ? ONE_COMPLAINT.find(fails) : undefined;
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
    if (isLeaked && outcome.severity !== 'critical') return { rule, outcome: insteadBy('leaked') };
    if (isRoots && ROTATION.includes(rule)) return { rule, outcome: insteadBy('root-access-key') };
    return { rule, outcome };
  });
}
