import type { Context, Outcome } from './contract.ts';
import { unknown, type JudgedSkc } from './outcome.ts';
import { oneComplaint, type RuleOutcome } from './precedence.ts';
import { precondition } from './preconditions.ts';
import { SKC_RULES } from './registry.ts';

/**
 * What every rule says of one SKC at `context.now`: preconditions first, then the rule, then one complaint at a time.
 * One outcome per rule, in the registry's order. Fields that stand in `skc.unknown` make the rules that need them
 * `unknown`, and so does a type that only a newer version knows. Give it the stored SKC where there is one: then it
 * knows what is gone, and since when it was observed.
 */
export function judgeSkc(skc: JudgedSkc, context: Context): RuleOutcome[] {
  const source = context.declared(skc.type);
  if (source === undefined) return SKC_RULES.map(({ id }) => ({ rule: id, outcome: NO_SOURCE }));
  const own = { ...context, source };
  return oneComplaint(
    SKC_RULES.map((rule) => ({ rule: rule.id, outcome: precondition(rule.id, skc) ?? rule.judge(skc, own) })),
  );
}

const NO_SOURCE: Outcome = unknown([], 'This version does not know its type.');
