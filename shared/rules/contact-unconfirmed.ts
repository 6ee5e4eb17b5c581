import type { AccountRule } from './contract.ts';
import { notApplicable, passes, unknown } from './outcome.ts';

/**
 * Contacts are recorded, but none of them has confirmed its subscription: SNS delivers nothing to them, and for e-mail
 * there is no other proof of delivery. Dated from when it is first seen.
 */
export const contactUnconfirmed: AccountRule = {
  id: 'contact-unconfirmed',
  subject: 'account',
  title: 'No contact has confirmed',
  wording: { states: 'has no confirmed contact' },
  about:
    'Contacts are recorded for this account, but none has confirmed its subscription, so nobody is notified of its findings.',
  judge({ account, contacts, topic }, context) {
    if (account.status !== 'active') return notApplicable(`The account is ${account.status}.`);
    if (account.systemMade === true) return notApplicable('The cloud itself made it: nobody answers for it.');
    if (contacts === 0) return notApplicable('It has no contact; see rule `no-contact`.');
    if (topic === undefined) return unknown([], 'The subscriptions to its topic could not be read.');
    if (topic.confirmed.length > 0) return passes([]);
    return {
      verdict: 'fails',
      severity: 'high',
      dueAt: context.now,
      dayUnknown: true,
      because: 'No subscription to its topic is confirmed.',
      action: 'Ask its contacts to open the e-mail from AWS Notifications and confirm the subscription.',
      restsOn: [],
    };
  },
};
