import { commonLaw } from './preconditions.ts';
import { oneComplaint, type RuleOutcome } from './precedence.ts';
import type { Context } from './contract.ts';
import type { JudgedSkc } from './outcome.ts';
import { SKC_RULES } from './registry.ts';

/**
 * What every rule says of one SKC at `context.now`: common law first, then the rule, then one complaint at a time.
 * One outcome per rule, in the registry's order. Fields that stand in `skc.unknown` make the rules that need them
 * `unknown`. Give it the stored SKC where there is one: then it knows what is gone, and since when it was observed.
 */
export function judgeSkc(skc: JudgedSkc, context: Context): RuleOutcome[] {
  return oneComplaint(
    SKC_RULES.map((rule) => ({
      rule: rule.id,
      outcome: commonLaw(rule.id, skc) ?? rule.judge(skc, context),
    })),
  );
}
