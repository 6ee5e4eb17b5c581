import type { RuleId } from '../model/finding.ts';
import { contactUnconfirmed } from './contact-unconfirmed.ts';
import type { AccountRule, Rule, SkcRule, TargetRule } from './contract.ts';
import { expired } from './expired.ts';
import { expiring } from './expiring.ts';
import { leaked } from './leaked.ts';
import { neverExpires } from './never-expires.ts';
import { noContact } from './no-contact.ts';
import { notRecoverable } from './not-recoverable.ts';
import { notUsable } from './not-usable.ts';
import { pendingDeletion } from './pending-deletion.ts';
import { renewalFailed } from './renewal-failed.ts';
import { rootAccessKey } from './root-access-key.ts';
import { rotationFailed } from './rotation-failed.ts';
import { rotationOff } from './rotation-off.ts';
import { rotationOverdue } from './rotation-overdue.ts';
import { supersededStillActive } from './superseded-still-active.ts';
import { targetUnreadable } from './target-unreadable.ts';
import { unused } from './unused.ts';
import { weakCryptography } from './weak-cryptography.ts';

/** Every rule over an SKC, one line each. A rule comes before those whose findings it replaces. */
export const SKC_RULES = [
  leaked,
  rootAccessKey,
  expired,
  expiring,
  notUsable,
  renewalFailed,
  rotationFailed,
  rotationOverdue,
  rotationOff,
  neverExpires,
  supersededStillActive,
  unused,
  pendingDeletion,
  weakCryptography,
] as const satisfies readonly SkcRule[];

/** Every rule over a target. */
export const TARGET_RULES = [targetUnreadable, notRecoverable] as const satisfies readonly TargetRule[];

/** Every rule over an account. */
export const ACCOUNT_RULES = [noContact, contactUnconfirmed] as const satisfies readonly AccountRule[];

export const RULES: readonly Rule[] = [...SKC_RULES, ...TARGET_RULES, ...ACCOUNT_RULES];

/** The rules of this version. A stored finding may have one that only a newer version knows. */
export const RULE_IDS: readonly RuleId[] = RULES.map(({ id }) => id);

const BY_ID: ReadonlyMap<RuleId, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

/** The rule of a finding; undefined for one that only a newer version knows. */
export function ruleOf({ rule }: { rule: RuleId }): Rule | undefined {
  return BY_ID.get(rule);
}
