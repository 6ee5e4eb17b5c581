import type { Outcome } from '../../../shared/rules/contract.ts';
import { outcomesOf } from './context.ts';
import type { Label } from './label.ts';

/** How many verdicts a label confirms, which ones differ from it, and how many it does not name. */
export interface Comparison {
  right: number;
  wrong: string[];
  silent: number;
}

/**
 * Compares the verdicts on a labelled SKC with its label. A verdict that the label does not name is `silent` where it is
 * no failure: it passes, does not apply, or is unknown only because a field could not be read.
 */
export function compared(label: Label): Comparison {
  const result: Comparison = { right: 0, wrong: [], silent: 0 };
  for (const { rule, outcome } of outcomesOf(label)) {
    const said = spoken(outcome);
    const expected = label.says[rule.id];
    if (expected === undefined) {
      if (isQuiet(label, outcome)) result.silent += 1;
      else result.wrong.push(`${rule.id}: ${said}, expected quiet`);
    } else if (said === expected) result.right += 1;
    else result.wrong.push(`${rule.id}: ${said}, expected ${expected}`);
  }
  return result;
}

function spoken(outcome: Outcome): string {
  if (outcome.verdict === 'unknown') return `unknown ${outcome.missing.join(',')}`;
  if (outcome.verdict !== 'fails') return outcome.verdict;
  const rung = outcome.rung === undefined ? '' : ` ${outcome.rung}`;
  return `fails ${outcome.severity}${rung}`;
}

/** Verdicts that a label need not name: unknown only because a field could not be read. */
function isQuiet({ skc }: Label, outcome: Outcome): boolean {
  if (outcome.verdict === 'unknown')
    return outcome.missing.every((field) => Object.hasOwn(skc.unknown, field));
  return outcome.verdict !== 'fails';
}
