import type { Finding } from '../model/finding.ts';
import { daysBetween, type Instant } from '../model/instant.ts';
import { ruleOf } from './registry.ts';

/** What a number of days says of a finding: until its date, since its end, or how long its state has lasted. */
export type When =
  | { is: 'day unknown' }
  /** Its date lies ahead. */
  | { is: 'ahead'; days: number }
  /** It ended. */
  | { is: 'ended'; days: number }
  /** Its state lasts; `words` says what is counted: `unused for # days`, where `#` is the number. */
  | { is: 'lasting'; days: number; words: string };

/**
 * Days with fraction, never negative. They count what the words say: `unused for` from the last use, `older than its
 * limit by` from the limit. Pure.
 */
export function whenOf(
  { rule, dueAt, dayUnknown, since }: Pick<Finding, 'rule' | 'dueAt' | 'dayUnknown' | 'since'>,
  now: Instant,
): When {
  if (dayUnknown === true) return { is: 'day unknown' };
  if (dueAt > now) return { is: 'ahead', days: daysBetween(now, dueAt) };
  const { dueAtIsEnd, lasting } = ruleOf({ rule }) ?? {};
  if (dueAtIsEnd === true) return { is: 'ended', days: daysBetween(dueAt, now) };
  // A finding of an earlier release has no `since`: the number counts from the limit, and says only that.
  if (lasting?.from === 'since' && since === undefined)
    return { is: 'lasting', days: daysBetween(dueAt, now), words: 'past its limit by # days' };
  const from = lasting?.from === 'since' ? (since ?? dueAt) : dueAt;
  return { is: 'lasting', days: daysBetween(from, now), words: lasting?.words ?? 'for # days' };
}

/** The same in words, in whole days: `in 3 days`, `5 days ago`, `unused for 370 days`, `day unknown`. */
export function whenInWords(
  finding: Pick<Finding, 'rule' | 'dueAt' | 'dayUnknown' | 'since'>,
  now: Instant,
): string {
  const when = whenOf(finding, now);
  if (when.is === 'day unknown') return when.is;
  const length = lengthInWords(when.days);
  if (when.is === 'ahead') return `in ${length}`;
  if (when.is === 'ended') return `${length} ago`;
  return when.words.replace('# days', length);
}

/** Cut to whole days, so that `in 3 days` is never late; hours within the last day. */
export function lengthInWords(days: number): string {
  const [number, unit] = days < 1 ? [Math.floor(days * 24), 'hour'] : [Math.floor(days), 'day'];
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
