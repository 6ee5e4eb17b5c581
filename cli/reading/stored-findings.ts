import type { AccountKey } from '../../shared/model/account.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Reading } from './with-inventory.ts';
import { UsageError } from '../program/usage-error.ts';

/**
 * The findings of an account: those of the inventory or, as of another day, what the rules would then find.
 * @throws {UsageError} where the inventory cannot be evaluated as of another day.
 */
export async function* findingsOf(
  reading: Reading,
  account: AccountKey,
  asOf: Instant | undefined,
): AsyncGenerator<Finding> {
  if (asOf === undefined) yield* reading.inventory.findings(account);
  else if (reading.judgeAt === undefined)
    throw new UsageError('this inventory cannot be evaluated as of another day', 'Leave out --now.');
  else yield* await reading.judgeAt(account, asOf);
}

/** @throws {UsageError} where both forms of output are asked for. */
export function refuseBothForms(json: boolean, csv: boolean): void {
  if (json && csv) throw new UsageError('--json and --csv cannot be combined', 'Leave out one of them.');
}

/** All items in memory, to be sorted. */
export async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/**
 * The first items, as they come.
 * @param toTheEnd whether the others are read nevertheless, for what counts them all.
 */
export async function* limited<Item>(
  items: AsyncIterable<Item>,
  limit: number | undefined,
  toTheEnd = false,
): AsyncGenerator<Item> {
  let left = limit ?? Infinity;
  for await (const item of items) {
    if (left > 0) yield item;
    left -= 1;
    if (left <= 0 && !toTheEnd) return;
  }
}
