import type { Fails, SkcContext, SkcRule } from './contract.ts';
import { nextStep } from './next-step.ts';
import { day, moved, notApplicable, passes, trueSince, unknown, unread, type JudgedSkc } from './outcome.ts';

/** ACM starts a renewal 60 days before the end at the earliest. */
const RENEWAL_STARTS_DAYS = 60;
const CRITICAL_BELOW_DAYS = 14;

/**
 * The service that renews it failed, or waits for a person: ACM's `FAILED` and `PENDING_VALIDATION`, Google's `FAILED`
 * and `RENEWAL_FAILED`. Fails at once, however many days are left. High; critical when less than 14 days are left,
 * strictly. ACM's list does not include the status: with 60 days left or less the verdict is `unknown` until the status
 * is read.
 */
export const renewalFailed: SkcRule = {
  id: 'renewal-failed',
  subject: 'skc',
  title: 'Renewal fails',
  wording: { states: 'was not renewed', ahead: 'not renewed, expires' },
  about: 'Its renewal failed or is waiting for domain validation. It will expire unless someone acts.',
  judge(skc, context) {
    if (skc.kind !== 'certificate') return notApplicable('Only certificates are renewed.');
    const hidden = unread(skc, ['expiresAt', 'renewedBy']);
    if (hidden !== undefined) return hidden;
    if (skc.renewedBy !== 'service') return notApplicable('No service renews it.');
    if (skc.expiresAt === undefined)
      return skc.renewalStatus === 'failed' && unread(skc, ['renewalStatus']) === undefined
        ? neverIssued(skc, context)
        : notApplicable('It has no expiry yet.');
    const startsAt = moved(skc.expiresAt, -RENEWAL_STARTS_DAYS);
    const unreadStatus = unread(skc, ['renewalStatus']);
    if (unreadStatus !== undefined) return unreadStatus;
    if (skc.renewalStatus === undefined)
      return context.now < startsAt
        ? passes(['renewalStatus'], startsAt)
        : unknown(['renewalStatus'], 'The listing does not include its renewal status.');
    if (skc.renewalStatus !== 'failed' && skc.renewalStatus !== 'pending-validation')
      return passes(['renewalStatus']);
    const failed = skc.renewalStatus === 'failed';
    return {
      verdict: 'fails',
      severity: context.now > moved(skc.expiresAt, -CRITICAL_BELOW_DAYS) ? 'critical' : 'high',
      dueAt: skc.expiresAt,
      because: `Its renewal ${failed ? 'failed' : 'is waiting for validation'}; it expires on ${day(skc.expiresAt)}.`,
      action: nextStep('renewal-failed', skc, context),
      restsOn: ['renewalStatus'],
    };
  },
};

/** Its service could not issue it at all. */
function neverIssued(skc: JudgedSkc, context: SkcContext): Fails {
  return {
    verdict: 'fails',
    severity: 'high',
    ...trueSince(skc, context),
    because: 'Its service could not issue it.',
    action: nextStep('renewal-failed', skc, context),
    restsOn: ['renewalStatus'],
  };
}
