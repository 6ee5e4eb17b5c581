import type { SkcRule } from './contract.ts';
import { knownUnused, rungAfter } from './ladder.ts';
import { beside, day, notApplicable, passes, unread } from './outcome.ts';
import { nextStep } from './next-step.ts';

/**
 * Past its end: `now ≥ expiresAt`, to the second. Ladder 0, −1 … −7, then weekly. Critical unless it is known that
 * nothing uses it, then medium. What is disabled opens nothing and does not alarm, except key material, which its
 * service destroys whether the key is enabled or not.
 */
export const expired: SkcRule = {
  id: 'expired',
  subject: 'skc',
  title: 'It has ended',
  about:
    'Its end is past: whatever still uses it fails, or will at the next connection. Critical when something uses it or nobody can know, medium when it is known to be unused, low when a newer one beside it is valid.',
  speaksWhileUnread: true,
  judge(skc, context) {
    const hidden = unread(skc, ['expiresAt']);
    if (hidden !== undefined) return hidden;
    if (skc.expiresAt === undefined) return notApplicable('It has no end.');
    if (skc.kind !== 'key' && skc.state === 'suspended')
      return notApplicable('It is disabled: nothing can use it.');
    if (skc.deleted === true) return notApplicable('It is deleted; see rule `pending-deletion`.');
    if (context.now < skc.expiresAt) return passes(['expiresAt'], skc.expiresAt);
    return {
      verdict: 'fails',
      severity: skc.supersededBy === undefined ? (knownUnused(skc) ? 'medium' : 'critical') : 'low',
      dueAt: skc.expiresAt,
      rung: rungAfter(skc.expiresAt, context.now),
      because: `It ended on ${day(skc.expiresAt)}${knownUnused(skc) ? '; nothing uses it' : ''}${beside(skc)}.`,
      action: nextStep('expired', skc, context),
      restsOn: ['expiresAt'],
    };
  },
};
