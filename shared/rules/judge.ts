import type { Context, Need, Outcome, Related, SkcRule } from './contract.ts';
import { unknown, type JudgedSkc } from './outcome.ts';
import { oneComplaint, type RuleOutcome } from './precedence.ts';
import { precondition } from './preconditions.ts';
import { SKC_RULES } from './registry.ts';

/**
 * What every rule says of one SKC at `context.now`: preconditions first, then the rule, then one complaint at a time.
 * One outcome per rule, in the registry's order. Fields that stand in `skc.unknown` make the rules that need them
 * `unknown`, and so does a type that only a newer version knows. Give it the stored SKC where there is one: then it
 * knows what is gone, and since when it was observed.
 * @param related What is known beside the SKC: each rule is given what it names in `needs`. Nothing for a reading alone.
 */
export function judgeSkc(
  skc: JudgedSkc,
  context: Context,
  related: (needs: readonly Need[]) => Related = () => ({}),
  rules: readonly SkcRule[] = SKC_RULES,
): RuleOutcome[] {
  const source = context.declared(skc.type);
  if (source === undefined) return rules.map(({ id }) => ({ rule: id, outcome: NO_SOURCE }));
  const judged = (rule: SkcRule): RuleOutcome => ({
    rule: rule.id,
    outcome:
      precondition(rule.id, skc) ??
      rule.judge(skc, { ...context, source, related: related(rule.needs ?? []) }),
  });
  return oneComplaint(rules.map(judged));
}

const NO_SOURCE: Outcome = unknown([], 'This version does not know its type.');
