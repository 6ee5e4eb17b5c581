import type { RuleId } from '../model/finding.ts';
import type { Outcome } from './contract.ts';
import { insteadBy } from './outcome.ts';

export interface RuleOutcome {
  rule: RuleId;
  outcome: Outcome;
}

/**
 * Rules that report the same lack of a limit, the most specific first: an age above its limit, rotation that is off,
 * no end at all.
 */
const SAME_LACK: readonly RuleId[] = ['rotation-overdue', 'rotation-off', 'never-expires'];

/**
 * Of one SKC's outcomes at most one of `rotation-overdue`, `rotation-off` and `never-expires` fails: the most specific.
 * The others become `not applicable` and name the rule that reports it.
 */
export function oneComplaint(all: readonly RuleOutcome[]): RuleOutcome[] {
  const outcomes = afterReplacement(all);
  const reporting = SAME_LACK.find((rule) =>
    outcomes.some((each) => each.rule === rule && each.outcome.verdict === 'fails'),
  );
  if (reporting === undefined) return [...outcomes];
  return outcomes.map((each) => {
    const isLessSpecific =
      each.rule !== reporting && SAME_LACK.includes(each.rule) && each.outcome.verdict === 'fails';
    return isLessSpecific ? { rule: each.rule, outcome: insteadBy(reporting) } : each;
  });
}

/**
 * The rule whose finding replaces a rule's own finding on the same SKC: then the latter is replaced, not resolved.
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
  return SAME_LACK.includes(rule) ? SAME_LACK.find(fails) : undefined;
}

const ROTATION: readonly RuleId[] = ['rotation-failed', 'rotation-overdue', 'rotation-off', 'never-expires'];

/**
 * `leaked` replaces every less severe finding on the same SKC, and `root-access-key` those of every rotation rule: the
 * key must be deleted, not rotated.
 */
function afterReplacement(outcomes: readonly RuleOutcome[]): RuleOutcome[] {
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
