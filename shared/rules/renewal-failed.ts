import type { Fails, Outcome, SkcContext, SkcRule } from './contract.ts';
import { nextStep } from './next-step.ts';
import {
  day,
  insteadBy,
  moved,
  notApplicable,
  passes,
  secondAfter,
  trueSince,
  unknown,
  unread,
  type JudgedSkc,
} from './outcome.ts';

/** ACM starts a renewal 60 days before the end at the earliest. */
const RENEWAL_STARTS_DAYS = 60;
const CRITICAL_BELOW_DAYS = 14;
/** ACM gives up the validation of a new certificate after so long. */
const FIRST_ISSUE_DAYS = 3;

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
    if (skc.expiresAt === undefined) return judgeFirstIssue(skc, context);
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

/**
 * It was never issued. A failure fails at once; a validation that waits for more than 72 hours, strictly, only if
 * something waits for the certificate.
 */
function judgeFirstIssue(skc: JudgedSkc, context: SkcContext): Outcome {
  const hidden = unread(skc, ['renewalStatus']);
  if (hidden !== undefined) return hidden;
  if (skc.unusable !== undefined) return insteadBy('not-usable');
  if (skc.renewalStatus === 'failed') return neverIssued('Its service could not issue it.', skc, context);
  if (skc.renewalStatus !== 'pending-validation') return notApplicable('It has no expiry yet.');
  const unreadUse = unread(skc, ['inUse']);
  if (unreadUse !== undefined) return unreadUse;
  if (skc.inUse !== true) return notApplicable('It waits for its first validation, and nothing uses it.');
  if (skc.createdAt === undefined)
    return unknown(['createdAt'], 'Since when it waits for validation is not known.');
  const failsAt = secondAfter(moved(skc.createdAt, FIRST_ISSUE_DAYS));
  if (context.now < failsAt) return passes(['renewalStatus', 'inUse'], failsAt);
  return neverIssued('It has waited for its first validation for more than 72 hours.', skc, context);
}

function neverIssued(because: string, skc: JudgedSkc, context: SkcContext): Fails {
  return {
    verdict: 'fails',
    severity: 'high',
    ...trueSince(skc, context),
    because,
    action: nextStep('renewal-failed', skc, context),
    restsOn: ['renewalStatus'],
  };
}
