import type { Skc } from '../model/skc.ts';
import type { Outcome, SkcContext, SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
import { day, notApplicable, passes, trueSince, unread } from './outcome.ts';
import { rotationAbility } from './rotation-ability.ts';

/**
 * The service could rotate it and is not configured to. KMS: enabled symmetric encryption keys of AWS_KMS origin,
 * primaries only (the preconditions exclude replicas and owned keys). Cloud KMS: keys of purpose ENCRYPT_DECRYPT made by
 * Google. Where the owner rotates a key on demand, `rotation-overdue` judges its age. Not secrets: Secrets Manager
 * rotates only with a custom function, and `never-expires` reports those without rotation.
 */
export const rotationOff: SkcRule = {
  id: 'rotation-off',
  subject: 'skc',
  followsPrimary: true,
  judgesLifetime: true,
  title: 'Automatic rotation is off',
  wording: { states: 'is not rotated automatically' },
  about:
    'The service could rotate this key automatically, at no risk to those who use it, but that is switched off. Does not apply to keys that cannot be rotated automatically (asymmetric, HMAC, imported, custom key store, replica, external).',
  reportsMissingLimit: true,
  judge(skc, context) {
    const { rotation } = context.source.traits;
    if (rotation.by === 'policy') return judgePolicy(skc, context);
    if (rotation.by !== 'service') return notApplicable('No service can rotate it automatically.');
    const ability = rotationAbility(skc, rotation);
    if (typeof ability !== 'string') return ability;
    if (ability === 'by-import')
      return notApplicable('Imported key material is never rotated automatically.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const hidden = unread(skc, ['rotationEnabled']);
    if (hidden !== undefined) return hidden;
    if (skc.rotationEnabled === undefined) return notApplicable('Keys of its kind cannot be rotated.');
    if (skc.rotationEnabled) return passes(['rotationEnabled']);
    const unreadRotations = unread(skc, ['lastRotatedAt']);
    if (unreadRotations !== undefined) return unreadRotations;
    if (skc.rotatedOnDemand === true && skc.lastRotatedAt !== undefined)
      return notApplicable('Its owner rotates it on demand; see rule `rotation-overdue`.');
    const last = skc.lastRotatedAt === undefined ? '' : `; it was last rotated on ${day(skc.lastRotatedAt)}`;
    return {
      verdict: 'fails',
      severity: 'medium',
      ...trueSince(skc, context),
      // Nobody knows since when it is off.
      dayUnknown: true,
      because: `Automatic rotation is off for this key${skc.createdAt === undefined ? '' : `, created on ${day(skc.createdAt)}`}${last}.`,
      action: nextStep('rotation-off', skc, context),
      restsOn: ['rotationEnabled', 'lastRotatedAt'],
    };
  },
};

/** A key without a rotation policy, or with one that only notifies. */
function judgePolicy(skc: Skc, context: SkcContext): Outcome {
  const out = notInForce(skc);
  if (out !== undefined) return out;
  const hidden = unread(skc, ['rotationEnabled']);
  if (hidden !== undefined) return hidden;
  if (skc.rotationEnabled === true) return passes(['rotationEnabled']);
  return {
    verdict: 'fails',
    severity: 'medium',
    ...trueSince(skc, context),
    // Nobody knows since when it is off.
    dayUnknown: true,
    because: `It has no policy that rotates it${skc.versionCreatedAt === undefined ? '' : `; its version dates from ${day(skc.versionCreatedAt)}`}.`,
    action: nextStep('rotation-off', skc, context),
    restsOn: ['rotationEnabled'],
  };
}
