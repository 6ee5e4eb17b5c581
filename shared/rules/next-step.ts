import type { RuleId } from '../model/finding.ts';
import type { Skc } from '../model/skc.ts';
import type { SkcContext } from './contract.ts';

/** What to do about a finding, in the words of the SKC's source; at most 100 characters. */
export function nextStep(rule: RuleId, skc: Skc, { source }: Pick<SkcContext, 'source'>): string {
  return source.nextSteps[rule]?.(skc) ?? `Open it in the console: ${source.title.slice(0, 60)}.`;
}
