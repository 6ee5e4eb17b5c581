import { daysBetween, type Instant } from '../model/instant.ts';
import { shiftSeverity, type Severity } from '../model/finding.ts';
import { isUnread, moved } from './outcome.ts';
import type { Skc } from '../model/skc.ts';

/**
 * The lowest step reached before `end`. A step is reached when days left ≤ step, so a late run misses none.
 * @param steps days before the end, in any order.
 */
export function stepBefore(end: Instant, steps: readonly number[], now: Instant): number | undefined {
  const reached = steps.filter((step) => now >= moved(end, -step));
  return reached.length === 0 ? undefined : Math.min(...reached);
}

/**
 * The steps after the end: 0, then −1 … −7 daily, then −14 … −56 weekly, then −60, and from there one with each calendar
 * month (UTC): on one day for all that ended long ago, so that they share a message.
 */
export function stepAfter(end: Instant, now: Instant): number {
  const days = Math.floor(daysBetween(end, now));
  if (days <= 0) return 0;
  if (days <= DAILY_DAYS) return -days;
  if (days < MONTHLY_FROM_DAYS) return -7 * Math.floor(days / 7);
  const atMonth = Math.floor(daysBetween(end, `${now.slice(0, 7)}-01T00:00:00Z`));
  return -Math.max(MONTHLY_FROM_DAYS, atMonth);
}

const DAILY_DAYS = 7;
const MONTHLY_FROM_DAYS = 60;

/**
 * The steps for a lifetime: those of a third of it and above are skipped, otherwise a 47-day certificate would fail from
 * its first day. The lowest step is never skipped.
 * @param lifetimeDays undefined if not known: then no step is skipped.
 */
export function stepsFor(steps: readonly number[], lifetimeDays: number | undefined): number[] {
  if (lifetimeDays === undefined) return [...steps];
  const lowest = Math.min(...steps);
  return steps.filter((step) => step < lifetimeDays / 3 || step === lowest);
}

/** 60 days low, 30 medium, 14 high, 7 and below critical; steps in between take the severity of the next one above. */
export function severityOfStep(step: number): Severity {
  if (step <= 7) return 'critical';
  if (step <= 14) return 'high';
  if (step <= 30) return 'medium';
  return 'low';
}

/** One level lower for an SKC that is known to be unused. */
export function severityByUse(severity: Severity, skc: Skc): Severity {
  return knownUnused(skc) ? shiftSeverity(severity, -1) : severity;
}

/** Attached to nothing, and its private key never left the service; both known. */
export function knownUnused(skc: Skc): boolean {
  if (isUnread(skc, 'inUse') || isUnread(skc, 'exported')) return false;
  return skc.inUse === false && skc.exported !== true;
}
