import type { Instant } from '../model/instant.ts';
import type { Skc, SkcField } from '../model/skc.ts';
import type { Rotation } from '../sources/traits.ts';
import type { NotApplicable, Outcome, SkcContext, SkcRule, Unknown } from './contract.ts';
import { notInForce } from './in-force.ts';
import { nextStep } from './next-step.ts';
import { day, moved, notApplicable, passes, secondAfter, unknown, unread } from './outcome.ts';
import { rotationAbility } from './rotation-ability.ts';

/**
 * The version in force is older than the limit, strictly: `now − its date > limit`. High from twice the limit on
 * (inclusive). Ages count from the version's own date: an access key's `CreateDate`, the date of a secret's
 * `AWSCURRENT` version, a KMS key's last rotation or else its creation.
 *
 * A secret whose version has no date yet is at most as old as the secret: young enough by that it passes, else it is
 * `unknown` until the version's date was read. (`LastChangedDate` moves when a tag is edited, and proves nothing.)
 */
export const rotationOverdue: SkcRule = {
  id: 'rotation-overdue',
  subject: 'skc',
  title: 'Rotation is overdue',
  about:
    'A person or a job must replace it from time to time, and the version in force is older than the limit: access keys, storage account keys and service account keys 90 days, secrets, API keys, imported and customer-rotated KMS keys 365. Where the service rotates by itself only rotation-failed speaks, unless it is told to rotate more seldom than the limit.',
  judge(skc, context) {
    if (skc.kind === 'certificate') return notApplicable('Certificates are renewed, not rotated.');
    const out = notInForce(skc);
    if (out !== undefined) return out;
    const { rotation } = context.source.traits;
    if (rotation.by === 'none') return notApplicable('It has nothing to rotate.');
    if (rotation.by === 'service') return judgeKey(skc, context, rotation);
    const byItself = rotatesInTime(skc, context);
    if (byItself !== undefined) return byItself;
    const restsOn: SkcField[] =
      rotation.by === 'people' ? ['versionCreatedAt'] : ['rotationEnabled', 'versionCreatedAt'];
    return judgeVersion(skc, context, restsOn);
  },
};

function judgeVersion(skc: Skc, context: SkcContext, restsOn: SkcField[]): Outcome {
  const limit = context.thresholds.rotationOverdueDays(context.source);
  const hidden = unread(skc, ['versionCreatedAt']);
  if (hidden === undefined && skc.versionCreatedAt !== undefined)
    return judgeAge(skc, context, skc.versionCreatedAt, restsOn);
  if (skc.createdAt !== undefined && unread(skc, ['createdAt']) === undefined) {
    const limitAt = moved(skc.createdAt, limit);
    if (context.now <= limitAt) return passes(restsOn, secondAfter(limitAt));
  }
  return hidden ?? unknown(['versionCreatedAt'], 'The date of its version in force is not known.');
}

/** A key that its service rotates in place, or whose material a person imports again. */
function judgeKey(skc: Skc, context: SkcContext, rotation: Extract<Rotation, { by: 'service' }>): Outcome {
  const ability = rotationAbility(skc, rotation);
  if (typeof ability !== 'string') return ability;
  if (ability === 'by-import') return judgeKeyAge(skc, context, ['lastRotatedAt', 'createdAt']);
  const byItself = rotatesInTime(skc, context);
  if (byItself !== undefined) return byItself;
  if (skc.rotationEnabled === undefined) return notApplicable('Keys of its kind cannot rotate.');
  if (skc.rotationEnabled)
    return judgeKeyAge(skc, context, ['rotationEnabled', 'rotationPeriodDays', 'lastRotatedAt']);
  const hidden = unread(skc, ['lastRotatedAt']);
  if (hidden !== undefined) return hidden;
  if (skc.rotatedOnDemand !== true || skc.lastRotatedAt === undefined)
    return notApplicable('Nobody rotates it; see rule `rotation-off`.');
  return judgeAge(skc, context, skc.lastRotatedAt, ['rotationEnabled', 'lastRotatedAt']);
}

function judgeKeyAge(skc: Skc, context: SkcContext, restsOn: SkcField[]): Outcome {
  const hidden = unread(skc, ['createdAt', 'lastRotatedAt']);
  if (hidden !== undefined) return hidden;
  const base = skc.lastRotatedAt ?? skc.createdAt;
  if (base === undefined) return unknown(['lastRotatedAt', 'createdAt'], 'No date of it is known.');
  return judgeAge(skc, context, base, restsOn);
}

/** Not applicable where the service rotates by itself and at least as often as the limit asks. */
function rotatesInTime(skc: Skc, context: SkcContext): NotApplicable | Unknown | undefined {
  const hidden = unread(skc, ['rotationEnabled']);
  if (hidden !== undefined) return hidden;
  if (skc.rotationEnabled !== true) return undefined;
  const unreadPeriod = unread(skc, ['rotationPeriodDays']);
  if (unreadPeriod !== undefined) return unreadPeriod;
  const limit = context.thresholds.rotationOverdueDays(context.source);
  if (skc.rotationPeriodDays !== undefined && skc.rotationPeriodDays > limit) return undefined;
  return notApplicable('It rotates by itself; see rule `rotation-failed`.');
}

function judgeAge(skc: Skc, context: SkcContext, base: Instant, restsOn: readonly SkcField[]): Outcome {
  const limit = context.thresholds.rotationOverdueDays(context.source);
  const limitAt = moved(base, limit);
  if (context.now <= limitAt) return passes(restsOn, secondAfter(limitAt));
  return {
    verdict: 'fails',
    severity: context.now >= moved(base, 2 * limit) ? 'high' : 'medium',
    dueAt: limitAt,
    because: `Its version in force dates from ${day(base)}; the limit of ${limit} days passed on ${day(limitAt)}.`,
    action: nextStep('rotation-overdue', skc, context),
    restsOn,
  };
}
