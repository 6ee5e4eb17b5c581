import type { AccountKey } from '../../../model/account.ts';
import type { Instant } from '../../../model/instant.ts';
import { compareText } from '../../../rules/order.ts';
import { TIERS, type NewsLine } from './lines.ts';

/** What one message has room for. */
export interface Room {
  lines: number;
  /** Findings in all lines together. */
  findings: number;
}

type LastNamedAt = (account: AccountKey) => Instant | undefined;

/** Of the lines of a message, the share in which accounts with critical and high news have the first turns. */
const SEVERE_SHARE = 0.6;
/** Lines of news before one that is named again unchanged. */
const NEWS_BEFORE_UNCHANGED = 4;

/**
 * Chooses the lines of one message. The accounts take turns of one line each, so that one account's flood never keeps
 * another account out. An account gives critical news first, then high, then the rest, and after every four lines one
 * that is named again unchanged.
 *
 * Where there are more accounts than lines, those with critical and high news take up to 15 of 25; the other turns go
 * to the accounts that no message named for longest. The findings that all lines together may name are shared among
 * the roll-ups in equal parts.
 *
 * @param lines In the order of urgency.
 * @param lastNamedAt When a message to this audience last named findings of an account; undefined: never.
 * @param fits Whether a line fits beside those chosen; for limits in bytes. Called once a line, in the order of choice.
 * @returns the chosen lines in the order of urgency; a roll-up may have lost its last members.
 */
export function deal(
  lines: readonly NewsLine[],
  room: Room,
  lastNamedAt: LastNamedAt,
  fits: (line: NewsLine) => boolean = () => true,
): NewsLine[] {
  const most = Math.min(room.lines, room.findings);
  const chosen = new Set<NewsLine>();
  const queues = queuesOf(lines);
  for (let turn = 0; queues.size > 0 && chosen.size < most; turn += 1) {
    for (const account of turnsOf(queues, lastNamedAt, turn === 0 ? room.lines : 0)) {
      const line = queues.get(account)?.shift();
      if (line === undefined) queues.delete(account);
      else if (chosen.size < most && fits(line)) chosen.add(line);
    }
  }
  return shared(
    lines.filter((line) => chosen.has(line)),
    room.findings,
  );
}

/** The lines of each account in the order in which it gives them. */
function queuesOf(lines: readonly NewsLine[]): Map<AccountKey, NewsLine[]> {
  const byAccount = new Map<AccountKey, NewsLine[]>();
  for (const line of lines) {
    const own = byAccount.get(line.account);
    if (own === undefined) byAccount.set(line.account, [line]);
    else own.push(line);
  }
  return new Map([...byAccount].map(([account, own]) => [account, queueOf(own)]));
}

function queueOf(lines: readonly NewsLine[]): NewsLine[] {
  const news = lines.filter(({ tier }) => tier !== 'unchanged').toSorted((a, b) => tierOf(a) - tierOf(b));
  const unchanged = lines.filter(({ tier }) => tier === 'unchanged');
  const queue: NewsLine[] = [];
  while (news.length + unchanged.length > 0)
    queue.push(...news.splice(0, NEWS_BEFORE_UNCHANGED), ...unchanged.splice(0, 1));
  return queue;
}

/**
 * The accounts in the order of their turns: by tier, then by when they were last named.
 * @param ofLines In the first turn, the lines of the message; there the tier decides only a share of them.
 */
function turnsOf(
  queues: ReadonlyMap<AccountKey, readonly NewsLine[]>,
  lastNamedAt: LastNamedAt,
  ofLines: number,
): AccountKey[] {
  const waiting = [...queues].map(([account, [next]]) => ({
    account,
    tier: next === undefined ? TIERS.length : tierOf(next),
    rank: next?.rank ?? 0,
    named: lastNamedAt(account) ?? '',
  }));
  const byTier = waiting.toSorted(
    (a, b) => a.tier - b.tier || compareText(a.named, b.named) || a.rank - b.rank,
  );
  if (ofLines === 0) return byTier.map(({ account }) => account);
  const first = byTier
    .slice(0, Math.ceil(ofLines * SEVERE_SHARE))
    .filter(({ tier }) => tier <= TIERS.indexOf('high'));
  const rest = byTier
    .filter((each) => !first.includes(each))
    .toSorted((a, b) => compareText(a.named, b.named));
  return [...first, ...rest].map(({ account }) => account);
}

function tierOf({ tier }: NewsLine): number {
  return TIERS.indexOf(tier);
}

/** Cuts roll-ups so that all lines together name at most so many findings, the longest first. */
function shared(lines: readonly NewsLine[], most: number): NewsLine[] {
  let left = most;
  let waiting = lines.length;
  const sizes = new Map<NewsLine, number>();
  for (const line of lines.toSorted((a, b) => a.members.length - b.members.length)) {
    const size = Math.min(line.members.length, Math.floor(left / waiting));
    sizes.set(line, size);
    left -= size;
    waiting -= 1;
  }
  return lines.map((line) => ({ ...line, members: line.members.slice(0, sizes.get(line)) }));
}
