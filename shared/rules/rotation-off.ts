import type { SkcRule } from './contract.ts';
import { notInForce } from './in-force.ts';
import { cannotRotate } from './kms-rotation.ts';
import { day, notApplicable, passes, standsSince, unread } from './outcome.ts';

/**
 * The service could rotate it and is not told to. KMS: enabled symmetric encryption keys of AWS_KMS origin, primary
 * (replicas and owned keys are set aside by common law). A key rotated on demand is its owner's to rotate: then
 * `rotation-overdue` judges its age. Secrets are not meant here: Secrets Manager rotates only with a function that
 * somebody writes, and `never-expires` says it.
 */
export const rotationOff: SkcRule = {
  id: 'rotation-off',
  subject: 'skc',
  title: 'Automatic rotation is off',
  about:
    'The service could rotate this key by itself, at no risk to those who use it, but nobody switched that on. Keys that cannot rotate (asymmetric, HMAC, imported, custom key store, replica) are not meant.',
  judge(skc, context) {
    if (skc.type !== 'aws.kms-key') return notApplicable('No service could rotate it by itself.');
    const cannot = cannotRotate(skc);
    if (cannot !== undefined) return cannot;
    if (skc.origin !== 'AWS_KMS') return notApplicable('KMS does not rotate imported key material.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const hidden = unread(skc, ['rotationEnabled']);
    if (hidden !== undefined) return hidden;
    if (skc.rotationEnabled === undefined) return notApplicable('Keys of its kind cannot rotate.');
    if (skc.rotationEnabled) return passes(['rotationEnabled']);
    const unreadRotations = unread(skc, ['lastRotatedAt']);
    if (unreadRotations !== undefined) return unreadRotations;
    if (skc.rotatedOnDemand === true && skc.lastRotatedAt !== undefined)
      return notApplicable('Its owner rotates it on demand: rotation-overdue judges its age.');
    const last = skc.lastRotatedAt === undefined ? '' : `; it was last rotated on ${day(skc.lastRotatedAt)}`;
    return {
      verdict: 'fails',
      severity: 'medium',
      bitesAt: standsSince(skc, context),
      because: `Automatic rotation is off for this key${skc.createdAt === undefined ? '' : ` of ${day(skc.createdAt)}`}${last}.`,
      action: `Open KMS in ${skc.location} and switch automatic rotation on: nothing else must change.`,
      restsOn: ['rotationEnabled', 'lastRotatedAt'],
    };
  },
};
