import type { Finding } from '../../model/finding.ts';
import { ACCOUNT_RULES } from '../../rules/registry.ts';
import { judgedBy } from '../transition.ts';
import { endOf, findingAfter, type Review, type SubjectDefinition } from './contract.ts';

/** The account itself: who would be notified of its findings. Judged by the step that reads its subscriptions. */
export const accountSubject = {
  kind: 'account',
  rules: ACCOUNT_RULES,
  async *findings(review: Review) {
    const { account, subscriptions, context } = review;
    if (subscriptions === undefined) return;
    for (const rule of ACCOUNT_RULES) {
      const judged = judgedBy(rule.judge({ account, ...subscriptions }, context));
      const subject = { kind: 'account', id: account.key, name: account.name };
      yield* findingAfter(
        { subject, rule: rule.id, judged, lastSeenAt: undefined, tags: {}, attributes: {} },
        review,
      );
    }
  },
  // Contacts of an account that is no longer read are not notified any more, so these findings are closed with it.
  orphaned: (_finding: Finding, { account }: Review) => endOf(account),
} satisfies SubjectDefinition;
