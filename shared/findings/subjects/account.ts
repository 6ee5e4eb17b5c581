import { accountItemKey } from '../../inventory/keys.ts';
import type { Finding } from '../../model/finding.ts';
import type { AccountRule } from '../../rules/contract.ts';
import { outcomeOf } from '../../rules/outcome.ts';
import { ACCOUNT_RULES } from '../../rules/registry.ts';
import { judgedBy } from '../transition.ts';
import { endOf, findingAfter, noteThrown, type Review, type SubjectDefinition } from './contract.ts';

/** The account itself: who would be notified of its findings. Judged by the step that reads its subscriptions. */
export const accountSubject = accountSubjectOf(ACCOUNT_RULES);
export type AccountSubject = ReturnType<typeof accountSubjectOf>;

/** Accounts, judged by these rules. */
export function accountSubjectOf(rules: readonly AccountRule[]) {
  return {
    kind: 'account',
    rules,
    async *findings(review: Review) {
      const { account, subscriptions, context } = review;
      if (subscriptions === undefined) return;
      const outcomes = rules.map((rule) => ({
        rule: rule.id,
        outcome: outcomeOf(() => rule.judge({ account, ...subscriptions }, context)),
      }));
      noteThrown(outcomes, accountItemKey(account.key).item, review);
      const subject = { kind: 'account', id: account.key, name: account.name };
      for (const { rule, outcome } of outcomes)
        yield* findingAfter(
          { subject, rule, judged: judgedBy(outcome), lastSeenAt: undefined, tags: {}, attributes: {} },
          review,
        );
    },
    // Contacts of an account that is no longer read are not notified any more, so these findings are closed with it.
    orphaned: (_finding: Finding, { account }: Review) => endOf(account),
  } satisfies SubjectDefinition;
}
