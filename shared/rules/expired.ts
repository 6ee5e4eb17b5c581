import type { SkcRule } from './contract.ts';
import { knownUnused, stepAfter } from './ladder.ts';
import { beside, day, notApplicable, passes, unread } from './outcome.ts';
import { nextStep } from './next-step.ts';

/**
 * Past its expiry: `now ≥ expiresAt`, to the second. Steps 0, −1 … −7, then weekly. Critical unless it is known that
 * nothing uses it, then medium. A disabled secret or certificate opens no finding; disabled key material does, since
 * its service destroys it whether the key is enabled or not.
 */
export const expired: SkcRule = {
  id: 'expired',
  subject: 'skc',
  title: 'Expired',
  wording: { states: 'has expired', past: 'expired' },
  about:
    'It is past its expiry: whatever still uses it fails, or will at the next connection. Critical when something uses it or its use cannot be determined, medium when it is known to be unused, low when a newer one is already valid.',
  judgedWhileUnread: true,
  judgesAfterExpiry: true,
  dueAtIsEnd: true,
  judge(skc, context) {
    const hidden = unread(skc, ['expiresAt']);
    if (hidden !== undefined) return hidden;
    if (skc.expiresAt === undefined) return notApplicable('It has no expiry.');
    if (skc.kind !== 'key' && skc.state === 'suspended')
      return notApplicable('It is disabled: nothing can use it.');
    if (skc.deleted === true) return notApplicable('It is deleted; see rule `pending-deletion`.');
    if (context.now < skc.expiresAt) return passes(['expiresAt'], skc.expiresAt);
    return {
      verdict: 'fails',
      severity: skc.supersededBy === undefined ? (knownUnused(skc) ? 'medium' : 'critical') : 'low',
      dueAt: skc.expiresAt,
      rung: stepAfter(skc.expiresAt, context.now),
      because: `It expired on ${day(skc.expiresAt)}${knownUnused(skc) ? '; nothing uses it' : ''}${beside(skc)}.`,
      action: nextStep('expired', skc, context),
      restsOn: ['expiresAt'],
    };
  },
};
