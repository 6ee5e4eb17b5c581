import type { RuleId } from '../model/finding.ts';
import type { AccountSummary } from '../model/run.ts';
import type { Outcome, Unknown } from '../rules/contract.ts';

export interface OutcomeOfRule {
  rule: RuleId;
  outcome: Outcome;
}

/** Counts what could not be judged of one SKC, by rule and by what is missing. */
export function countUnknown(summary: AccountSummary, outcomes: readonly OutcomeOfRule[]): void {
  const unknown = (summary.unknown ??= { skcs: 0, byRule: {} });
  let isUnknown = false;
  for (const { rule, outcome } of outcomes) {
    if (outcome.verdict !== 'unknown') continue;
    isUnknown = true;
    const counted = (unknown.byRule[rule] ??= {});
    const what = missingIn(outcome);
    counted[what] = (counted[what] ?? 0) + 1;
  }
  if (isUnknown) unknown.skcs += 1;
}

/** The missing fields, or in place of them why none was judged. */
export function missingIn({ missing, notRead, thrown }: Unknown): string {
  if (notRead === true) return 'target';
  if (thrown !== undefined) return 'error';
  return missing.length === 0 ? 'type' : missing.toSorted().join('+');
}
