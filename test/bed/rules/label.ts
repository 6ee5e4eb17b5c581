import type { RuleId } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { Skc, StoredSkc } from '../../../shared/model/skc.ts';
import type { Siblings } from '../../../shared/rules/contract.ts';

/** The default clock of labels. A Saturday, 06:00 UTC. */
export const NOW = '2026-11-21T06:00:00Z';

/** One second, in days. */
export const SECOND = 1 / 86_400;

/** So many days before the default clock; after it where negative. */
export function ago(days: number): string {
  return addDays(NOW, -days);
}

/**
 * An SKC, and what the words of the verdicts say of it, worked out by hand with a calendar and never from the code:
 * `fails <severity> [rung]`, `unknown <fields>`, `passes` or `not applicable`. A rule that is not named here passes or
 * does not apply, or is unknown for a field that the SKC itself says is unknown: a new rule leaves these files alone.
 */
export interface Label {
  name: string;
  skc: Skc & Partial<StoredSkc>;
  now?: string;
  /** What the other SKCs of its account say of it. */
  siblings?: Siblings;
  says: Partial<Record<RuleId, string>>;
}
