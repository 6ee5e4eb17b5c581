import { daysBetween, type Instant } from '../model/instant.ts';
import { shiftSeverity, type Severity } from '../model/finding.ts';
import { isUnread, moved } from './outcome.ts';
import type { Skc } from '../model/skc.ts';

/**
 * The lowest rung crossed before `end`. A rung is crossed when days left ≤ rung, so no rung is missed by a late run.
 * @param rungs days before the end, in any order.
 */
export function rungBefore(end: Instant, rungs: readonly number[], now: Instant): number | undefined {
  const crossed = rungs.filter((rung) => now >= moved(end, -rung));
  return crossed.length === 0 ? undefined : Math.min(...crossed);
}

/** The ladder after the end: 0, then −1 … −7 daily, then −14, −21 … weekly. */
export function rungAfter(end: Instant, now: Instant): number {
  const days = Math.floor(daysBetween(end, now));
  if (days <= 0) return 0;
  if (days <= 7) return -days;
  return -7 * Math.floor(days / 7);
}

/**
 * The rungs for a lifetime: those of a third of it and above are skipped, otherwise a 47-day certificate would fail from
 * its first day. The lowest rung is never skipped.
 * @param lifetimeDays undefined if not known: then no rung is skipped.
 */
export function rungsFor(rungs: readonly number[], lifetimeDays: number | undefined): number[] {
  if (lifetimeDays === undefined) return [...rungs];
  const lowest = Math.min(...rungs);
  return rungs.filter((rung) => rung < lifetimeDays / 3 || rung === lowest);
}

/** 60 days low, 30 medium, 14 high, 7 and below critical; rungs between take the severity of the farther step. */
export function severityOfRung(rung: number): Severity {
  if (rung <= 7) return 'critical';
  if (rung <= 14) return 'high';
  if (rung <= 30) return 'medium';
  return 'low';
}

/** One step lower for an SKC that is known to be unused. */
export function severityByUse(severity: Severity, skc: Skc): Severity {
  return knownUnused(skc) ? shiftSeverity(severity, -1) : severity;
}

/** Attached to nothing, and its private key never left the service; both known. */
export function knownUnused(skc: Skc): boolean {
  if (isUnread(skc, 'inUse') || isUnread(skc, 'exported')) return false;
  return skc.inUse === false && skc.exported !== true;
}
