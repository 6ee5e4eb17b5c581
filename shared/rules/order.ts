import { compareSeverity, type Finding } from '../model/finding.ts';
import { addDays, type Instant } from '../model/instant.ts';
import { ruleOf } from './registry.ts';

/** What the order needs of a finding; an entry of a message has it too. */
export type Ordered = Pick<Finding, 'state' | 'rule' | 'severity' | 'dueAt' | 'account'> &
  Partial<Pick<Finding, 'inUse' | 'weight'>> & { subject: Pick<Finding['subject'], 'id'> };

/**
 * The order of findings wherever they are listed: on screens, in messages and files; the first one is an e-mail's
 * subject. What is over comes last. Then by severity, and within it
 * 1. an outage now (used or perhaps used, ended at most 7 days ago), or an end within 24 hours;
 * 2. what can still be saved: exposures first, then the earliest date ahead, then states without one;
 * 3. what has been over for long, the latest first;
 * 4. what nothing uses, in the same order.
 *
 * The weight that the configuration gives to criticality and environment decides within the first group, and within a
 * day of the second. Pure.
 * @returns a comparison for `toSorted`, total over findings with different subjects or rules.
 */
export function compareFindings(now: Instant): (a: Ordered, b: Ordered) => number {
  const soon = addDays(now, 1);
  const recent = addDays(now, -OUTAGE_DAYS);
  return (a, b) =>
    Number(a.state !== 'open') - Number(b.state !== 'open') ||
    compareSeverity(b.severity, a.severity) ||
    Number(a.inUse === false) - Number(b.inUse === false) ||
    compareWithinGroup(a, b, { now, soon, recent }) ||
    compareText(a.account, b.account) ||
    compareText(a.subject.id, b.subject.id) ||
    compareText(a.rule, b.rule);
}

/** The group of an open finding within its severity; see {@link compareFindings}. Pure. */
export function urgencyGroup(finding: Pick<Ordered, 'rule' | 'dueAt'>, now: Instant): Group {
  return groupOf(finding, { now, soon: addDays(now, 1), recent: addDays(now, -OUTAGE_DAYS) });
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** An end so many days ago at most is an outage now; people have lived with one that is older. */
const OUTAGE_DAYS = 7;

interface Times {
  now: Instant;
  soon: Instant;
  recent: Instant;
}

/** An outage now or an end within 24 hours; an exposure; a date ahead; a state without one; an end long ago. */
export type Group = 'now' | 'exposure' | 'ahead' | 'state' | 'over';
const GROUPS: readonly Group[] = ['now', 'exposure', 'ahead', 'state', 'over'];

function groupOf({ rule, dueAt }: Pick<Ordered, 'rule' | 'dueAt'>, { now, soon, recent }: Times): Group {
  const { isExposure, dueAtIsEnd } = ruleOf({ rule }) ?? {};
  if (dueAt > now) return dueAt <= soon ? 'now' : 'ahead';
  if (isExposure === true) return 'exposure';
  if (dueAtIsEnd !== true) return 'state';
  return dueAt >= recent ? 'now' : 'over';
}

function compareWithinGroup(a: Ordered, b: Ordered, times: Times): number {
  const group = groupOf(a, times);
  const between = GROUPS.indexOf(group) - GROUPS.indexOf(groupOf(b, times));
  if (between !== 0) return between;
  const heavier = (b.weight ?? 0) - (a.weight ?? 0);
  const earlier = compareText(a.dueAt, b.dueAt);
  if (group === 'over') return -earlier;
  if (group === 'ahead') return compareText(dayOf(a), dayOf(b)) || heavier || earlier;
  return heavier || earlier;
}

function dayOf({ dueAt }: Ordered): string {
  return dueAt.slice(0, 10);
}
