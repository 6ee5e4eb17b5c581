import type { Context, Need, Outcome, Related, Siblings, SkcRule } from './contract.ts';
import { outcomeOf, unknown, type JudgedSkc } from './outcome.ts';
import { withoutReplaced, type RuleOutcome } from './precedence.ts';
import { precondition } from './preconditions.ts';
import { SKC_RULES } from './registry.ts';

/**
 * The outcome of every rule for one SKC at `context.now`, in the order of the registry: preconditions first, then the
 * rule, then what rules replace. A rule is `unknown` where a field that it needs is listed in `skc.unknown`, and every
 * rule is where only a newer version knows the type. A rule that throws is `unknown`, with the error. Pass the stored SKC where there is one: it also says whether the
 * SKC is gone, and since when it has been observed.
 * @param related What is known besides the SKC: each rule is given what it names in `needs`, and all of them what other
 * SKCs say of it. Nothing for a reading alone.
 */
export function judgeSkc(
  skc: JudgedSkc,
  context: Context,
  related: (needs: readonly Need[]) => Related = () => ({}),
  rules: readonly SkcRule[] = SKC_RULES,
): RuleOutcome[] {
  const source = context.declared(skc.type);
  if (source === undefined) return rules.map((rule) => ({ rule, outcome: NO_SOURCE }));
  const { siblings } = related([]);
  const judged = (rule: SkcRule): RuleOutcome => ({
    rule,
    outcome: outcomeOf(() => {
      const outcome =
        precondition(rule, skc, siblings) ??
        rule.judge(skc, { ...context, source, related: related(rule.needs ?? []) });
      return judgedHere(rule, skc, siblings) ? inPlaceOfPrimary(outcome) : outcome;
    }),
  });
  return withoutReplaced(rules.map(judged));
}

function judgedHere(
  { followsPrimary }: SkcRule,
  { replicaOf }: JudgedSkc,
  siblings: Siblings | undefined,
): boolean {
  return followsPrimary === true && replicaOf !== undefined && siblings?.primary === 'here';
}

/** The reader must know why a copy is named and not the primary. */
function inPlaceOfPrimary(outcome: Outcome): Outcome {
  if (outcome.verdict !== 'fails') return outcome;
  return { ...outcome, because: `${outcome.because} It is a replica, and its primary was not read.` };
}

const NO_SOURCE: Outcome = unknown([], 'This version does not know its type.');
