import { addDays, daysBetween, isInstant, latest, type Instant } from '../../model/instant.ts';
import type { Skc, StoredSkc } from '../../model/skc.ts';

const TOLERANCE_DAYS = 1 / 24;

/**
 * Google publishes a message at each date of a secret's schedule and advances the schedule; rotation happens only
 * if something acts on the message (Secret Manager guide, "Create rotation schedules"). A future date therefore
 * proves nothing; a version must have been added since the last date.
 * @returns true if the current version is older than the last date of the schedule, so that date may have been
 * missed.
 */
export function mayBeMissed({ rotationDueAt, rotationPeriodDays, versionCreatedAt }: Skc): boolean {
  if (rotationDueAt === undefined || versionCreatedAt === undefined) return false;
  return rotationPeriodDays !== undefined && versionCreatedAt < addDays(rotationDueAt, -rotationPeriodDays);
}

/**
 * Sets `rotationDueAt` to the first date of the schedule without a new version after it. A schedule that is new or
 * changed since the last reading counts from now, since its earlier dates did not exist. `details.rotationSince`
 * stores that time between readings.
 * @param skc Its `rotationDueAt` is a date of the schedule, usually the next one.
 * @param before The SKC in the inventory.
 */
export function withSchedule(skc: Skc, before: StoredSkc | undefined, now: Instant): Skc {
  const { rotationDueAt, rotationPeriodDays, versionCreatedAt } = skc;
  if (rotationDueAt === undefined || rotationPeriodDays === undefined || versionCreatedAt === undefined)
    return skc;
  // A person set the next date farther ahead than a period: dates before it never existed, and only its age counts.
  if (daysBetween(now, rotationDueAt) > rotationPeriodDays + TOLERANCE_DAYS) return skc;
  const since = scheduledSince(skc, before, now);
  const from =
    latest(versionCreatedAt, since ?? firstPeriodEnd(skc.createdAt, rotationPeriodDays)) ?? versionCreatedAt;
  const periods = Math.ceil(daysBetween(from, rotationDueAt) / rotationPeriodDays) - 1;
  return {
    ...skc,
    rotationDueAt: addDays(rotationDueAt, -periods * rotationPeriodDays),
    details: since === undefined ? skc.details : { ...skc.details, rotationSince: since },
  };
}

/**
 * Google does not return when a schedule started. A schedule created with the secret has its first date about one
 * period later; counting back from the next date could give an earlier one that did not exist.
 */
function firstPeriodEnd(createdAt: Instant | undefined, periodDays: number): Instant | undefined {
  return createdAt === undefined ? undefined : addDays(createdAt, periodDays - TOLERANCE_DAYS);
}

function scheduledSince(skc: Skc, before: StoredSkc | undefined, now: Instant): Instant | undefined {
  if (before === undefined) return undefined;
  if (before.rotationEnabled !== true || before.rotationPeriodDays !== skc.rotationPeriodDays) return now;
  const since = before.details['rotationSince'];
  return typeof since === 'string' && isInstant(since) ? since : undefined;
}
