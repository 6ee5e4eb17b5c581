import type { AccountRule } from './contract.ts';
import { notApplicable, passes } from './outcome.ts';

/** No contact is recorded for an account: nobody is notified of its findings. Dated from when it is first seen. */
export const noContact: AccountRule = {
  id: 'no-contact',
  subject: 'account',
  title: 'No contact',
  wording: { states: 'has no contact' },
  about: 'No contact is recorded for this account, so nobody is notified of its findings.',
  judge({ account, contacts }, context) {
    if (account.status !== 'active') return notApplicable(`The account is ${account.status}.`);
    if (account.systemMade === true) return notApplicable('The cloud itself made it: nobody answers for it.');
    if (contacts > 0) return passes([]);
    return {
      verdict: 'fails',
      severity: 'high',
      dueAt: context.now,
      dayUnknown: true,
      because: 'No contact is recorded for this account.',
      action: `Add a contact: contacts.accounts["${account.id.replaceAll(/[^\w-]/g, '')}"] in skc.config.json.`,
      restsOn: [],
    };
  },
};
