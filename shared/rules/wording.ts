import type { Finding } from '../model/finding.ts';
import { daysBetween, type Instant } from '../model/instant.ts';
import { ruleOf } from './registry.ts';
import { lengthInWords, whenOf } from './when.ts';

type Worded = Pick<Finding, 'rule' | 'dueAt' | 'dayUnknown' | 'since'>;

/**
 * What a finding says of a thing, in a few words after its name: `expires today 18:00 UTC`, `expired 5 days ago`,
 * `older than its limit by 280 days`, `unused for 370 days`, `has leaked, day unknown`, `has no contact`. Pure.
 */
export function inWords(finding: Worded, now: Instant): string {
  const { words, at } = said(finding, now);
  if (at === undefined) return words;
  if (at > now || at.slice(0, 10) === now.slice(0, 10)) return `${words} ${dayAndHour(at, now)}`;
  return `${words} ${howFar(now, at)}`;
}

/** As {@link inWords}, with both: `expires 2026-12-01 09:00 UTC, in 6 days`, `expired 2026-11-20 09:12 UTC, 5 days ago`. */
export function inFullWords(finding: Worded, now: Instant): string {
  const { words, at } = said(finding, now);
  return at === undefined ? words : `${words} ${dayAndHour(at, now)}, ${howFar(now, at)}`;
}

/** The end, the deletion or the day that {@link inWords} names; undefined where it names none. */
export function hourOf(finding: Worded, now: Instant): Instant | undefined {
  return said(finding, now).at;
}

/** `today 18:00 UTC`, `tomorrow 06:00 UTC`, `2026-12-01 09:00 UTC`. */
function dayAndHour(at: Instant, now: Instant): string {
  const days = Math.round(daysBetween(midnightOf(now), midnightOf(at)));
  return `${NEAR_DAYS[days] ?? at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

const NEAR_DAYS: Readonly<Record<number, string>> = { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' };

function midnightOf(at: Instant): Instant {
  return `${at.slice(0, 10)}T00:00:00Z`;
}

function howFar(now: Instant, at: Instant): string {
  const days = daysBetween(now, at);
  const length = lengthInWords(Math.abs(days));
  return days < 0 ? `${length} ago` : `in ${length}`;
}

function said(finding: Worded, now: Instant): { words: string; at?: Instant } {
  const rule = ruleOf(finding);
  const { states = (rule?.title ?? finding.rule).toLowerCase(), ahead, past } = rule?.wording ?? {};
  const when = whenOf(finding, now);
  if (when.is === 'day unknown') {
    const hasDays = (ahead ?? past ?? rule?.lasting) !== undefined;
    return { words: hasDays ? `${states}, ${when.is}` : states };
  }
  if (when.is === 'ahead')
    return ahead === undefined ? { words: states } : { words: ahead, at: finding.dueAt };
  if (past !== undefined) return { words: past, at: finding.dueAt };
  if (when.is === 'lasting' && rule?.lasting !== undefined && when.days >= 1)
    return { words: when.words.replace('# days', lengthInWords(when.days)) };
  return { words: states };
}
