import type { AccountKey } from '../model/account.ts';
import type { RuleId } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import type { Config } from './schema.ts';

/** What an exclusion is held against: an SKC, or a finding's subject together with its account. */
export interface Excludable {
  account: AccountKey;
  name: string;
  type?: string | undefined;
}

/** The exclusion as a finding keeps it. `until` is the last second of its last day, in UTC. */
export interface Exclusion {
  reason: string;
  by: string;
  until: Instant;
}

/** The exclusion that hides this rule's finding from alerts at `now`; the one that lasts longest, if several do. */
export function exclusionFor(
  config: Config,
  subject: Excludable,
  tags: Readonly<Record<string, string>>,
  rule: RuleId,
  now: Instant,
): Exclusion | undefined {
  let longest: Exclusion | undefined;
  for (const { match, reason, by, until } of config.exclusions) {
    const end = lastInstantOf(until);
    if (end < now || !matches(match, subject, tags, rule)) continue;
    if (longest === undefined || end > longest.until) longest = { reason, by, until: end };
  }
  return longest;
}

/** The last second of a UTC day. */
export function lastInstantOf(day: string): Instant {
  return `${day}T23:59:59Z`;
}

type Match = Config['exclusions'][number]['match'];

function matches(
  match: Match,
  subject: Excludable,
  tags: Readonly<Record<string, string>>,
  rule: RuleId,
): boolean {
  if (
    match.account !== undefined &&
    match.account !== subject.account.slice(subject.account.indexOf('#') + 1)
  )
    return false;
  if (match.type !== undefined && match.type !== subject.type) return false;
  if (match.rule !== undefined && match.rule !== rule) return false;
  if (match.name !== undefined && !matchesName(match.name, subject.name)) return false;
  if (match.tag === undefined) return true;
  if (!Object.hasOwn(tags, match.tag.key)) return false;
  return match.tag.value === undefined || match.tag.value === tags[match.tag.key];
}

/** `*` stands for any run of characters, all else for itself. Without regular expressions: no pattern can run away. */
function matchesName(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
