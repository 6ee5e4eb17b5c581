import type { UnreadableItem } from './entity.ts';

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
  note(unreadable: UnreadableItem): void;
  /** Damaged items of one partition, or of all; those of a newer version are not among them. */
  damaged(account?: string): DamagedItem[];
  /** How many items are in a form that only a newer version knows. */
  newer(account?: string): number;
  /** Forgets what was noted of a partition, before it is read again. */
  forget(account: string): void;
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
      for (const [key, each] of noted) if (each.account === account) noted.delete(key);
    },
  };
}
