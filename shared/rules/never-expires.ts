import type { SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
import { day, isUnread, notApplicable, passes, standsSince, unread } from './outcome.ts';
import { unused } from './unused.ts';

/**
 * A standing credential with no end and no rotation. Medium, high if it is privileged or unused (as the rule `unused`
 * says). Not access keys, which always lack an end: that is a fact on their page, and the finding is their age.
 */
export const neverExpires: SkcRule = {
  id: 'never-expires',
  subject: 'skc',
  title: 'It never ends',
  about:
    'A credential with neither an end nor a rotation: once leaked it works for ever. Not meant are access keys and storage account keys (judged by age), KMS keys, and secrets that another service owns and looks after.',
  judge(skc, context) {
    const { standing } = context.source.traits;
    if (standing === 'by-age')
      return notApplicable('Keys of its kind never have an end; see rule `rotation-overdue`.');
    if (standing === 'no') return notApplicable('It is no standing credential.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const hidden = unread(skc, ['rotationEnabled', 'expiresAt']);
    if (hidden !== undefined) return hidden;
    if (skc.expiresAt !== undefined) return passes(['expiresAt']);
    if (skc.rotationEnabled === true) return passes(['rotationEnabled']);
    const privileged = skc.privileged === true && !isUnread(skc, 'privileged');
    const idle = unused.judge(skc, context).verdict === 'fails';
    const made = skc.createdAt === undefined ? '' : `, since ${day(skc.createdAt)}`;
    return {
      verdict: 'fails',
      severity: privileged || idle ? 'high' : 'medium',
      dueAt: standsSince(skc, context),
      because: `It has no end and no rotation${made}${idle ? ', and nobody uses it' : ''}.`,
      action: nextStep('never-expires', skc, context),
      restsOn: ['expiresAt', 'rotationEnabled'],
    };
  },
};
