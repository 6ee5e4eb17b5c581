import { errorText } from '../model/error-text.ts';
import { sanitize } from '../model/sanitize.ts';
import type { AccountSummary } from '../model/run.ts';

/** An item that could not be read and was skipped. */
export interface DamagedItem {
  /** Partition key: an account's key, or `organisation`. */
  account: string;
  /** Sort key. */
  item: string;
  /** The attribute that is wrong, and how. */
  why: string;
}

/** What an opened table could not read since it was opened, each item once. */
export interface Damage {
  note: (unreadable: DamagedItem & { newer: boolean }) => void;
  /** Damaged items of one partition, or of all; those of a newer version are not among them. */
  damaged: (account?: string) => DamagedItem[];
  /** How many items are in a form that only a newer version knows. */
  newer: (account?: string) => number;
  /** Forgets what was noted of a partition, once it is written down. */
  forget: (account?: string) => void;
}

/** A run names the first ones and counts no more than this: a table of broken items fills no memory. */
const MOST_NOTED = 1000;

export function openDamage(): Damage {
  const noted = new Map<string, DamagedItem & { newer: boolean }>();
  const those = (newer: boolean, account: string | undefined) =>
    [...noted.values()].filter(
      (each) => each.newer === newer && (account === undefined || each.account === account),
    );
  return {
    note({ account, item, why, newer }) {
      const key = `${account}\n${item}`;
      if (noted.size < MOST_NOTED || noted.has(key)) noted.set(key, { account, item, why, newer });
    },
    damaged: (account) => those(false, account).map(({ newer: _newer, ...each }) => each),
    newer: (account) => those(true, account).length,
    forget(account) {
      for (const [key, each] of noted)
        if (account === undefined || each.account === account) noted.delete(key);
    },
  };
}

/**
 * Notes a thing that failed as if it were damaged: the run's summary names it, and nothing else stops.
 * @param what What could not be done, before the error's own text: `could not be read`.
 */
export function noteFailure(
  { note }: Pick<Damage, 'note'>,
  { account, item }: Pick<DamagedItem, 'account' | 'item'>,
  what: string,
  error: unknown,
): void {
  note({ account, item, why: `${what}: ${sanitize(errorText(error), 200)}`, newer: false });
}

/** Number of damaged items that a summary names; the others are counted. */
const NAMED = 20;

/** An account's unreadable items for its summary: those noted before and since. */
export function damageInSummary(
  damage: Pick<Damage, 'damaged' | 'newer'>,
  account: string,
  before: Pick<AccountSummary, 'damaged' | 'newer'> = {},
): Pick<AccountSummary, 'damaged' | 'newer'> {
  const noted = damage.damaged(account).map(({ item, why }) => ({ item, why }));
  const known = before.damaged?.items ?? [];
  const added = noted.filter(({ item }) => !known.some((each) => each.item === item));
  // Beyond those that are named nobody can tell which of them were noted before.
  const count = Math.max(before.damaged?.count ?? 0, known.length + added.length);
  const newer = Math.max(before.newer ?? 0, damage.newer(account));
  return {
    damaged: count === 0 ? undefined : { count, items: [...known, ...added].slice(0, NAMED) },
    newer: newer === 0 ? undefined : newer,
  };
}

/** The damaged items that a run met. */
export interface DamageOfRun {
  count: number;
  /** The first of them. */
  items: DamagedItem[];
}

/** Adds up the damaged items in the accounts' summaries of a run, and those found in addition. */
export function damageOfRun(
  run: { id: string },
  accounts: readonly {
    key: string;
    damaged?: string | undefined;
    standing?: Pick<AccountSummary, 'runId' | 'damaged'> | undefined;
  }[],
  elsewhere: readonly DamagedItem[],
): DamageOfRun {
  const items = [...elsewhere];
  let uncounted = 0;
  for (const { key, damaged, standing } of accounts) {
    if (damaged !== undefined) {
      const replaced = replacedItem(key, damaged);
      if (!items.some((each) => each.item === replaced.item && each.account === replaced.account))
        items.push(replaced);
    }
    if (standing?.runId !== run.id || standing.damaged === undefined) continue;
    for (const { item: sort, why } of standing.damaged.items)
      if (!elsewhere.some((each) => each.account === key && each.item === sort))
        items.push({ account: key, item: sort, why });
    uncounted += standing.damaged.count - standing.damaged.items.length;
  }
  return { count: items.length + uncounted, items: items.slice(0, NAMED) };
}

/** What a plan replaced: the account's own item, or a page of its targets, then named in front: `targets#0000 why`. */
function replacedItem(key: string, damaged: string): DamagedItem {
  const page = /^(?<item>targets#\d+) (?<why>.*)$/s.exec(damaged)?.groups;
  return page === undefined
    ? { account: 'organisation', item: `account#${key}`, why: damaged }
    : { account: key, item: page['item'] ?? '', why: page['why'] ?? '' };
}
