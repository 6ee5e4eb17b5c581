import { compareSeverity, type Finding, type Severity } from '../../../model/finding.ts';
import type { AccountKey } from '../../../model/account.ts';
import type { Instant } from '../../../model/instant.ts';
import type { News } from './news.ts';

/** News that takes one line of a message: one finding, or a roll-up of many. */
export interface NewsLine {
  /** Of its most urgent member. */
  account: AccountKey;
  /** In the order of urgency. */
  members: readonly News[];
  isRollUp: boolean;
  /** Place of its most urgent member among all news. */
  rank: number;
  tier: Tier;
  /** Live SKCs of the same types in the account, where known. */
  of?: number | undefined;
  /** Its members are targets of accounts that the cloud itself made. */
  systemMade?: true | undefined;
}

/** In the order in which lines are given away. */
export const TIERS = ['critical', 'high', 'unchanged', 'other', 'over'] as const;
export type Tier = (typeof TIERS)[number];

/** From so many findings of one rule on, low and medium ones are one line with the count. */
const MANY = 20;
/** What is critical or high keeps its own lines up to here: more would take the lines of every other rule and account. */
const MANY_SEVERE = 50;
/** Fewer than these stay lines of their own, even if they are all there is. */
const FEW = 5;

/** What the layout depends on besides the news. */
interface Occasion {
  /** The audience's first message. */
  first: boolean;
  now: Instant;
  /** Live SKCs of a type in an account; undefined where not known. */
  population: (account: AccountKey, type: string) => number | undefined;
  /** Whether the cloud itself made the account. */
  isSystemMade: (account: AccountKey) => boolean;
}

/**
 * Lays news out in lines. The medium and low findings of an account are one line in the first message, and later where
 * an earlier message had no room for them: who is new to an account needs their count. The findings of one rule in one account are one line where there are more than 20, or where
 * they are most of the SKCs that the rule applies to; critical and high ones only where there are more than 50. What
 * is named again unchanged is one line from five on. Findings of one rule about accounts as such are one line from two
 * on, whatever their accounts, and so is what could not be read in accounts that the cloud itself made: an organisation
 * has hundreds of them.
 *
 * @param ordered News in the order of urgency.
 */
export function linesOf(ordered: readonly News[], occasion: Occasion): NewsLine[] {
  const groups = new Map<string, { news: News; rank: number }[]>();
  const lines: NewsLine[] = [];
  for (const [rank, news] of ordered.entries()) {
    const key = keyOf(news, occasion);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ news, rank }]);
    else group.push({ news, rank });
  }
  for (const group of groups.values()) {
    const members = group.map(({ news }) => news);
    const of = populationOf(members, occasion.population);
    const systemMade = members.every((news) => isOfSystem(news, occasion))
      ? { systemMade: true as const }
      : {};
    if (rollsUp(members, of, occasion))
      lines.push({ ...lineOf(members, group[0]?.rank ?? 0, true), of, ...systemMade });
    else for (const { news, rank } of group) lines.push(lineOf([news], rank, false));
  }
  return lines.toSorted((a, b) => a.rank - b.rank);
}

function lineOf(members: readonly News[], rank: number, isRollUp: boolean): NewsLine {
  const [first] = members;
  if (first === undefined) throw new RangeError('a line of nothing');
  return { account: first.finding.account, members, isRollUp, rank, tier: tierOf(first, members) };
}

/** News with the same key may share a line. */
function keyOf(news: News, occasion: Occasion): string {
  const { account, subject, rule, state } = news.finding;
  if (isOfSystem(news, occasion)) return `system-made ${rule} ${state} ${news.kind === 'unchanged'}`;
  if (isBacklog(news, occasion)) return `backlog ${account}`;
  const of = subject.kind === 'account' ? 'accounts' : account;
  return [of, rule, state, isSevere(news.finding), news.kind === 'unchanged'].join(' ');
}

/** About a target of an account that the cloud itself made. */
function isOfSystem({ finding }: News, { isSystemMade }: Occasion): boolean {
  return finding.subject.kind === 'target' && isSystemMade(finding.account);
}

/** Medium or low, and never named, though it was not found in this very run by an audience that knows the rest. */
function isBacklog({ kind, was, finding }: News, { first, now }: Occasion): boolean {
  if (kind !== 'new' || was !== undefined || isSevere(finding) || finding.subject.kind === 'account')
    return false;
  return first || finding.openedAt < now;
}

function rollsUp(members: readonly News[], of: number | undefined, occasion: Occasion): boolean {
  const [first] = members;
  if (members.length < 2 || first === undefined) return false;
  if (first.finding.subject.kind === 'account') return true;
  if (isOfSystem(first, occasion) || isBacklog(first, occasion)) return true;
  if (first.kind === 'unchanged') return members.length >= FEW;
  if (isSevere(first.finding) && first.finding.state === 'open') return members.length > MANY_SEVERE;
  return members.length > MANY || (members.length >= FEW && of !== undefined && members.length * 2 > of);
}

function tierOf({ kind, finding }: News, members: readonly News[]): Tier {
  if (finding.state !== 'open') return 'over';
  if (kind === 'unchanged') return 'unchanged';
  const worst = worstOf(members.map((news) => news.finding));
  return worst === 'critical' || worst === 'high' ? worst : 'other';
}

function isSevere({ severity }: Finding): boolean {
  return compareSeverity(severity, 'high') >= 0;
}

/** The highest severity of findings. */
export function worstOf(findings: readonly Pick<Finding, 'severity'>[]): Severity {
  let worst: Severity = 'low';
  for (const { severity } of findings) if (compareSeverity(severity, worst) > 0) worst = severity;
  return worst;
}

function populationOf(members: readonly News[], population: Occasion['population']): number | undefined {
  let sum = 0;
  const types = new Set<string>();
  for (const { finding } of members) {
    const { type } = finding.subject;
    if (type === undefined) return undefined;
    if (types.has(type)) continue;
    types.add(type);
    const live = population(finding.account, type);
    if (live === undefined) return undefined;
    sum += live;
  }
  // A finding may outlive its SKC, so there can be more of them.
  return sum < members.length ? undefined : sum;
}
