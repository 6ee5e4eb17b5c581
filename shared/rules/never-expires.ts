import type { SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
import { day, isUnread, notApplicable, passes, trueSince, unread } from './outcome.ts';
import { unused } from './unused.ts';

/**
 * A standing credential without an expiry or rotation. Medium, high if it is privileged or unused (by the rule
 * `unused`). Not access keys, which never have an expiry: there `rotation-overdue` judges their age.
 */
export const neverExpires: SkcRule = {
  id: 'never-expires',
  subject: 'skc',
  title: 'Never expires',
  wording: { states: 'never expires' },
  lasting: { words: 'without an end for # days', from: 'dueAt' },
  about:
    'A credential with neither an expiry nor rotation: once leaked, it works forever. Does not apply to types that never have an expiry (`rotation-overdue` judges their age), to encryption keys, or to secrets that another service owns and maintains.',
  reportsMissingLimit: true,
  judge(skc, context) {
    const { standing } = context.source.traits;
    if (standing === 'by-age')
      return notApplicable('Its type never has an expiry; see rule `rotation-overdue`.');
    if (standing === 'no') return notApplicable('It is not a standing credential.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const hidden = unread(skc, ['rotationEnabled', 'expiresAt']);
    if (hidden !== undefined) return hidden;
    if (skc.expiresAt !== undefined) return passes(['expiresAt']);
    if (skc.rotationEnabled === true) return passes(['rotationEnabled']);
    const privileged = skc.privileged === true && !isUnread(skc, 'privileged');
    const idle = unused.judge(skc, context).verdict === 'fails';
    const created = skc.createdAt === undefined ? '' : ` since it was created on ${day(skc.createdAt)}`;
    return {
      verdict: 'fails',
      severity: privileged || idle ? 'high' : 'medium',
      ...trueSince(skc, context),
      because: `It has had no expiry and no rotation${created}${idle ? ', and nothing uses it' : ''}.`,
      action: nextStep('never-expires', skc, context),
      restsOn: ['expiresAt', 'rotationEnabled'],
    };
  },
};
