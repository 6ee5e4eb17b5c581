import type { Skc } from '../model/skc.ts';
import type { NotApplicable, SkcContext, Unknown } from './contract.ts';
import { notApplicable, unread } from './outcome.ts';

/**
 * Rules about rotation and use judge only what is in force: an inactive access key or a disabled KMS key grants no
 * access, and what is scheduled for deletion can no longer be rotated (Secrets Manager refuses it; a KMS key pending
 * deletion does not rotate).
 * @returns why the rule does not apply, `unknown` when that could not be read, undefined when it is in force.
 */
export function notInForce(skc: Skc): NotApplicable | Unknown | undefined {
  const hidden = unread(skc, ['state', 'deletionDueAt']);
  if (hidden !== undefined) return hidden;
  if (skc.deletionDueAt !== undefined || skc.deletionScheduledAt !== undefined)
    return notApplicable('It is scheduled for deletion; see rule `pending-deletion`.');
  if (skc.state === 'suspended') return notApplicable('It is disabled: nothing can use it.');
  if (skc.state === 'pre-activation') return notApplicable('It is not in force yet.');
  if (skc.state === 'deactivated') return notApplicable('It is no longer in force.');
  return undefined;
}

/**
 * Why the end of an SKC matters to nobody; undefined where it does. A disabled one fails nothing at its end, except one
 * that its service destroys then, as AWS does with imported key material.
 */
export function endIsHarmless(skc: Skc, { source }: Pick<SkcContext, 'source'>): NotApplicable | undefined {
  if (skc.state === 'suspended' && source.traits.destroyedAtEnd !== true)
    return notApplicable('It is disabled: nothing can use it.');
  if (skc.deleted === true) return notApplicable('It is deleted; see rule `pending-deletion`.');
  return undefined;
}
