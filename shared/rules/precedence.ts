import { compareSeverity, type RuleId } from '../model/finding.ts';
import type { Fails, Outcome, SkcRule } from './contract.ts';
import { insteadBy } from './outcome.ts';

export interface RuleOutcome {
  rule: SkcRule;
  outcome: Outcome;
}

interface Failing extends RuleOutcome {
  outcome: Fails;
}

/**
 * One SKC's outcomes without the failures that another rule reports: those that a failing rule `replaces`, and all but
 * the first of the rules that report a missing limit. They become `not applicable` and name the rule that reports
 * instead.
 * @param all In the order of the registry: a rule comes before those that it replaces.
 */
export function withoutReplaced(all: readonly RuleOutcome[]): RuleOutcome[] {
  let outcomes = [...all];
  for (const index of all.keys()) {
    const by = outcomes[index];
    if (by === undefined || !isFailing(by)) continue;
    outcomes = outcomes.map((each) =>
      isFailing(each) && replaces(by, each) ? { rule: each.rule, outcome: insteadBy(by.rule.id) } : each,
    );
  }
  return outcomes;
}

/**
 * The rule whose finding replaces a rule's own finding on the same SKC: then the latter is replaced, not resolved.
 * @param outcomes Of one SKC, after {@link withoutReplaced}.
 * @returns undefined where the rule fails itself, or no other does in its place.
 */
export function replacementOf(
  { rule, outcome }: RuleOutcome,
  outcomes: readonly RuleOutcome[],
): RuleId | undefined {
  if (outcome.verdict === 'fails') return undefined;
  const failing = outcomes.filter(isFailing).map((each) => each.rule);
  const named = outcome.verdict === 'not applicable' ? outcome.insteadBy : undefined;
  if (named !== undefined && failing.some(({ id }) => id === named)) return named;
  return failing.find((other) => reportSameLack(rule, other))?.id;
}

function isFailing(each: RuleOutcome): each is Failing {
  return each.outcome.verdict === 'fails';
}

function replaces(by: Failing, each: Failing): boolean {
  if (each.rule === by.rule) return false;
  if (reportSameLack(by.rule, each.rule)) return true;
  return by.rule.replaces === 'less severe'
    ? compareSeverity(each.outcome.severity, by.outcome.severity) < 0
    : (by.rule.replaces ?? []).includes(each.rule.id);
}

function reportSameLack(a: SkcRule, b: SkcRule): boolean {
  return a.reportsMissingLimit === true && b.reportsMissingLimit === true;
}
