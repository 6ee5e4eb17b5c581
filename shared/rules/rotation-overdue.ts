import type { Instant } from '../model/instant.ts';
import type { Skc, SkcField } from '../model/skc.ts';
import type { Rotation } from '../sources/traits.ts';
import type { Declaration } from '../sources/contract.ts';
import type { NotApplicable, Outcome, SkcContext, SkcRule, Unknown } from './contract.ts';
import { notInForce } from './in-force.ts';
import { limitsByType, limitsFor, type LimitsByType } from './limits.ts';
import { nextStep } from './next-step.ts';
import { day, moved, notApplicable, passes, secondAfter, unknown, unread } from './outcome.ts';
import { rotationAbility } from './rotation-ability.ts';
import { withSettings } from './settings.ts';

const settings = limitsByType(
  365,
  'longest age of the version in force',
  '`default` and the shorter limit that some types have (see [rules](rules.md#rotation-limits-of-types))',
);

/**
 * The version in force is older than the limit, strictly: `now − its date > limit`. High from twice the limit
 * (inclusive). Ages count from the version's own date: an access key's `CreateDate`, the date of a secret's
 * `AWSCURRENT` version, a KMS key's last rotation or else its creation.
 *
 * A version without a known date is at most as old as its secret: if the secret is young enough it passes, else it is
 * `unknown` until the version's date is read. (`LastChangedDate` changes when a tag is edited, and proves nothing.)
 */
export const rotationOverdue: SkcRule = {
  ...withSettings('rotation-overdue', settings, judge),
  subject: 'skc',
  followsPrimary: true,
  judgesLifetime: true,
  title: 'Rotation is overdue',
  wording: { states: 'is older than its limit' },
  lasting: { words: 'older than its limit by # days', from: 'dueAt' },
  about:
    'A person or a job must replace it regularly, and the version in force is older than the limit: 365 days by default, less for some types. Where the service rotates it automatically, only `rotation-failed` applies, unless it is configured to rotate less often than the limit, or its next date lies farther ahead than the limit or than one period.',
  reportsMissingLimit: true,
};

/** The context of a judgement with the limit that applies to the type, in days. */
interface Limited extends SkcContext {
  limitDays: number;
  /** Its age is judged although its service rotates it, since that is too slow or its next date too far ahead. */
  notInTime?: boolean;
}

function judge(skc: Skc, given: SkcContext, limits: LimitsByType): Outcome {
  const context = { ...given, limitDays: limitOf(skc, given.source, limits) };
  if (skc.kind === 'certificate') return notApplicable('Certificates are renewed, not rotated.');
  const out = notInForce(skc);
  if (out !== undefined) return out;
  if (skc.empty === true) return notApplicable('It holds no version, so there is nothing to rotate.');
  const { rotation } = context.source.traits;
  if (rotation.by === 'none') return notApplicable('It has nothing to rotate.');
  if (rotation.by === 'service') return judgeKey(skc, context, rotation);
  const automatic = rotatesInTime(skc, context);
  if (automatic !== undefined) return automatic;
  const restsOn: SkcField[] =
    rotation.by === 'people' ? ['versionCreatedAt'] : ['rotationEnabled', 'versionCreatedAt'];
  return judgeVersion(skc, { ...context, notInTime: skc.rotationEnabled === true }, restsOn);
}

/**
 * What the configuration says of the type, else the shorter of the default and the limit that its source declares. A
 * period that its owner set, where a person rotates, holds where it is shorter: a storage account's key policy.
 */
function limitOf(
  skc: Skc,
  { type, traits }: Pick<Declaration, 'type' | 'traits'>,
  settingsOfRule: LimitsByType,
): number {
  const limits = limitsFor(settingsOfRule, skc);
  const limit = limits.types[type] ?? Math.min(traits.rotationLimitDays ?? limits.default, limits.default);
  if (traits.rotation.by !== 'people' || unread(skc, ['rotationPeriodDays']) !== undefined) return limit;
  return Math.min(limit, skc.rotationPeriodDays ?? limit);
}

function judgeVersion(skc: Skc, context: Limited, restsOn: SkcField[]): Outcome {
  const hidden = unread(skc, ['versionCreatedAt']);
  if (hidden === undefined && skc.versionCreatedAt !== undefined)
    return judgeAge(skc, context, skc.versionCreatedAt, restsOn);
  if (skc.createdAt !== undefined && unread(skc, ['createdAt']) === undefined) {
    const limitAt = moved(skc.createdAt, context.limitDays);
    if (context.now <= limitAt) return passes(restsOn, failsAfter(limitAt, skc, context));
  }
  return hidden ?? unknown(['versionCreatedAt'], 'The date of its version in force is not known.');
}

/** A key that its service rotates in place, or whose material a person imports again. */
function judgeKey(skc: Skc, context: Limited, rotation: Extract<Rotation, { by: 'service' }>): Outcome {
  const ability = rotationAbility(skc, rotation);
  if (typeof ability !== 'string') return ability;
  if (ability === 'by-import') return judgeKeyAge(skc, context, ['lastRotatedAt', 'createdAt']);
  const automatic = rotatesInTime(skc, context);
  if (automatic !== undefined) return automatic;
  if (skc.rotationEnabled === undefined) return notApplicable('Keys of its kind cannot be rotated.');
  if (skc.rotationEnabled)
    return judgeKeyAge(skc, { ...context, notInTime: true }, [
      'rotationEnabled',
      'rotationPeriodDays',
      'lastRotatedAt',
    ]);
  const hidden = unread(skc, ['lastRotatedAt']);
  if (hidden !== undefined) return hidden;
  if (skc.rotatedOnDemand !== true || skc.lastRotatedAt === undefined)
    return notApplicable('Nobody rotates it; see rule `rotation-off`.');
  return judgeAge(skc, context, skc.lastRotatedAt, ['rotationEnabled', 'lastRotatedAt']);
}

function judgeKeyAge(skc: Skc, context: Limited, restsOn: SkcField[]): Outcome {
  const hidden = unread(skc, ['createdAt', 'lastRotatedAt']);
  if (hidden !== undefined) return hidden;
  const base = skc.lastRotatedAt ?? skc.createdAt;
  if (base === undefined)
    return unknown(['lastRotatedAt', 'createdAt'], 'Neither its creation nor its last rotation is known.');
  return judgeAge(skc, context, base, restsOn);
}

/**
 * Not applicable where the service rotates it automatically, at least as often as the limit requires. A next date that
 * lies farther ahead than the limit, or than one period, proves nothing: then its age is judged.
 */
function rotatesInTime(skc: Skc, context: Limited): NotApplicable | Unknown | undefined {
  const hidden = unread(skc, ['rotationEnabled']);
  if (hidden !== undefined) return hidden;
  if (skc.rotationEnabled !== true) return undefined;
  const unreadPeriod = unread(skc, ['rotationPeriodDays']);
  if (unreadPeriod !== undefined) return unreadPeriod;
  if (isSlow(skc, context) || isFarAhead(skc, context, context.now)) return undefined;
  return notApplicable('It is rotated automatically; see rule `rotation-failed`.');
}

function isSlow({ rotationPeriodDays }: Skc, { limitDays }: Limited): boolean {
  return rotationPeriodDays !== undefined && rotationPeriodDays > limitDays;
}

function isFarAhead(skc: Skc, { limitDays, source }: Limited, now: Instant): boolean {
  if (skc.rotationDueAt === undefined || unread(skc, ['rotationDueAt']) !== undefined) return false;
  const { by } = source.traits.rotation;
  // The owner's code may take the whole window; a service rotates at the date.
  const windowDays = by === 'schedule' ? 1 + (skc.rotationWindowHours ?? 24) / 24 : 0;
  const reach = Math.min(limitDays, (skc.rotationPeriodDays ?? limitDays) + windowDays);
  return skc.rotationDueAt > moved(now, reach);
}

function judgeAge(skc: Skc, context: Limited, base: Instant, restsOn: readonly SkcField[]): Outcome {
  const limit = context.limitDays;
  const limitAt = moved(base, limit);
  if (context.now <= limitAt) return passes(restsOn, failsAfter(limitAt, skc, context));
  return {
    verdict: 'fails',
    severity: context.now >= moved(base, 2 * limit) ? 'high' : 'medium',
    dueAt: limitAt,
    because: `Its version in force dates from ${day(base)}; the limit of ${limit} days was reached on ${day(limitAt)}.`,
    action: nextStep('rotation-overdue', skc, context),
    restsOn,
  };
}

/** Undefined where automatic rotation will be in time by then, because its next date will be near enough. */
function failsAfter(limitAt: Instant, skc: Skc, context: Limited): Instant | undefined {
  const failsAt = secondAfter(limitAt);
  if (context.notInTime !== true || isSlow(skc, context) || isFarAhead(skc, context, failsAt)) return failsAt;
  return undefined;
}
