import type { AccountKey } from '../model/account.ts';
import type { RuleId, Severity } from '../model/finding.ts';
import type { Instant } from '../model/instant.ts';
import { holds, type Mark } from '../model/mark.ts';
import type { Config } from './schema.ts';

/** What an exclusion is compared with: an SKC, or a finding's subject together with its account. */
export interface Excludable {
  account: AccountKey;
  name: string;
  type?: string | undefined;
  location?: string | undefined;
}

/** The exclusion as a finding keeps it. `until` is the last second of its last day, in UTC. */
export interface Exclusion {
  reason: string;
  by: string;
  until: Instant;
}

/** A finding that may be excluded. */
export interface ExcludableFinding {
  subject: Excludable;
  rule: RuleId;
  /** True where nothing hides the findings of the rule. */
  neverExcluded?: boolean | undefined;
  severity: Severity;
  /** Undefined where they were not read: then no exclusion by tag matches. */
  tags: Readonly<Record<string, string>> | undefined;
  /** What people said of the SKC. */
  marks: readonly Mark[];
}

/**
 * The exclusion that hides a finding from alerts at `now`; the one that lasts longest, if several do. Exclusions of the
 * configuration and marks of the kind `exception` follow the same rules: each has a reason, the person who decided, and
 * an end at most a year ahead; one that lacks any of them hides nothing. A critical finding is never hidden by a tag
 * alone, since the watched team sets its own tags: the exclusion must also name the account or the SKC. Some rules
 * declare that their findings are never hidden.
 */
export function exclusionFor(
  config: Config,
  finding: ExcludableFinding,
  now: Instant,
): Exclusion | undefined {
  if (finding.neverExcluded === true) return undefined;
  const all = [...configured(config, finding), ...excepted(finding.marks, now)];
  return all
    .filter(({ until }) => now <= until && until <= latestEnd(now))
    .toSorted((a, b) => (a.until < b.until ? 1 : -1))
    .at(0);
}

/**
 * Whether an exclusion in effect would hide the finding if it had a certain tag, and its tags were not read: it is
 * neither excluded nor known not to be. Pure.
 */
export function isNotCompared(config: Config, finding: ExcludableFinding, now: Instant): boolean {
  if (finding.tags !== undefined || finding.neverExcluded === true) return false;
  return config.exclusions.some(({ match, until }) => {
    const end = lastInstantOf(until);
    const inEffect = now <= end && end <= latestEnd(now);
    return match.tag !== undefined && inEffect && matchesBesideTag(match, finding);
  });
}

/** The last second of the day a year ahead: no exclusion ends later. */
export function latestEnd(now: Instant): Instant {
  return lastInstantOf(`${String(Number(now.slice(0, 4)) + 1).padStart(4, '0')}${now.slice(4, 10)}`);
}

function configured({ exclusions }: Config, finding: ExcludableFinding): Exclusion[] {
  return exclusions
    .filter(({ match }) => matches(match, finding))
    .map(({ reason, by, until }) => ({ reason, by, until: lastInstantOf(until) }));
}

function excepted(marks: readonly Mark[], now: Instant): Exclusion[] {
  return marks.flatMap((mark) => {
    const { kind, by, reason, until } = mark;
    if (kind !== 'exception' || reason === undefined || until === undefined || !holds(mark, now)) return [];
    return [{ reason, by, until }];
  });
}

/** The last second of a UTC day. */
export function lastInstantOf(day: string): Instant {
  return `${day}T23:59:59Z`;
}

type Match = Config['exclusions'][number]['match'];

function matches(match: Match, finding: ExcludableFinding): boolean {
  if (!matchesBesideTag(match, finding)) return false;
  const { tags } = finding;
  if (match.tag === undefined) return true;
  if (tags === undefined || !Object.hasOwn(tags, match.tag.key)) return false;
  return match.tag.value === undefined || match.tag.value === tags[match.tag.key];
}

/** Whether all but the tag matches. */
function matchesBesideTag(match: Match, { subject, rule, severity }: ExcludableFinding): boolean {
  const byTagAlone = match.tag !== undefined && match.account === undefined && match.name === undefined;
  if (byTagAlone && severity === 'critical') return false;
  if (
    match.account !== undefined &&
    match.account !== subject.account.slice(subject.account.indexOf('#') + 1)
  )
    return false;
  if (match.region !== undefined && match.region !== subject.location) return false;
  if (match.type !== undefined && match.type !== subject.type) return false;
  if (match.rule !== undefined && match.rule !== rule) return false;
  return match.name === undefined || matchesName(match.name, subject.name);
}

/** `*` matches any characters, all else itself. Without regular expressions: no pattern can run away. */
export function matchesName(pattern: string, name: string): boolean {
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
