import { ruleOf } from '../../../rules/registry.ts';
import { compareSeverity, type Finding, type Notified } from '../../../model/finding.ts';
import { daysBetween } from '../../../model/instant.ts';
import type { Instant } from '../../../model/instant.ts';

/** Runs of one schedule start some minutes apart: one that is due in less than this is named again now. */
const TOLERANCE_DAYS = 1 / 24;

/**
 * Whether an open finding that did not change is named again: a critical or high one every week; one whose due date is
 * an end that has passed daily for 7 days after it, then weekly, and every 30 days once 60 have passed. Medium and low
 * ones never are.
 * @param notified What the last message to the audience said of it.
 */
export function isNamedAgain(finding: Finding, notified: Notified, now: Instant): boolean {
  if (compareSeverity(finding.severity, 'high') < 0) return false;
  return daysBetween(notified.at, now) >= daysBetweenMessages(finding, now) - TOLERANCE_DAYS;
}

function daysBetweenMessages(finding: Finding, now: Instant): number {
  if (ruleOf(finding)?.dueAtIsEnd !== true) return 7;
  const days = daysBetween(finding.dueAt, now);
  // What still lies ahead is named by its rungs.
  if (days < 0) return 7;
  if (days < 7) return 1;
  return days < 60 ? 7 : 30;
}
