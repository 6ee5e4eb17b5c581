import { addDays, daysBetween, isInstant, latest, type Instant } from '../../model/instant.ts';
import type { Skc, StoredSkc } from '../../model/skc.ts';

const TOLERANCE_DAYS = 1 / 24;

/**
 * Google publishes a message at each date of a secret's schedule and moves on to the next; nothing rotates unless
 * somebody acts on the message (Secret Manager guide, "Create rotation schedules"). So a date ahead proves nothing:
 * what counts is whether a version was added since the last date.
 * @returns true where the version in force is older than the last date of the schedule, so that it may be missed.
 */
export function mayBeMissed({ rotationDueAt, rotationPeriodDays, versionCreatedAt }: Skc): boolean {
  if (rotationDueAt === undefined || versionCreatedAt === undefined) return false;
  return rotationPeriodDays !== undefined && versionCreatedAt < addDays(rotationDueAt, -rotationPeriodDays);
}

/**
 * Gives `rotationDueAt` the first date of the schedule that no new version followed. A schedule that was not there at
 * the last reading, or had another period, counts from now on: its dates of before never were. `details.rotationSince`
 * keeps that from reading to reading.
 * @param skc Its `rotationDueAt` is a date of the schedule, the next one as a rule.
 * @param before What the inventory has of it.
 */
export function withSchedule(skc: Skc, before: StoredSkc | undefined, now: Instant): Skc {
  const { rotationDueAt, rotationPeriodDays, versionCreatedAt } = skc;
  if (rotationDueAt === undefined || rotationPeriodDays === undefined || versionCreatedAt === undefined)
    return skc;
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
 * Google does not tell when a schedule began. One that was set with the secret has its first date about a period later;
 * counting back from the next date would give one before that, which never was.
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
