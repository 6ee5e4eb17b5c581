import type { RuleId } from '../model/finding.ts';
import type { Attributes } from '../model/skc.ts';
import type { Config } from './schema.ts';
import { matchesWhere } from './where.ts';

/**
 * Steps by which the configuration moves the severity of a finding for the criticality and environment of its SKC: 1, -1
 * or 0. The first entry that matches decides. Findings that no exclusion hides are never lowered, since the watched team
 * sets its own tags. Pure.
 */
export function weightOf(
  { severity }: Pick<Config, 'severity'>,
  { rule, neverExcluded, attributes }: { rule: RuleId; neverExcluded: boolean; attributes: Attributes },
): number {
  const entry = severity.find(
    ({ where, rules }) =>
      matchesWhere(where, attributes) && (rules.length === 0 || rules.some((each) => each === rule)),
  );
  if (entry === undefined) return 0;
  if (entry.step === 'down') return neverExcluded ? 0 : -1;
  return 1;
}
