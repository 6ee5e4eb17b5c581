import type { AccountKey } from '../../shared/model/account.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { InventorySession } from './with-inventory.ts';
import { UsageError } from '../program/usage-error.ts';

/**
 * The findings of an account: the stored ones or, as of another day, those that the rules would find then.
 * @throws {UsageError} where the inventory cannot be evaluated as of another day.
 */
export async function* findingsOf(
  reading: InventorySession,
  account: AccountKey,
  asOf: Instant | undefined,
): AsyncGenerator<Finding> {
  if (asOf === undefined) yield* reading.inventory.findings(account);
  else if (reading.judgeAt === undefined)
    throw new UsageError('this inventory cannot be evaluated as of another day', 'Leave out --now.');
  else yield* await reading.judgeAt(account, asOf);
}

/** @throws {UsageError} when both output formats are requested. */
export function refuseJsonWithCsv(json: boolean, csv: boolean): void {
  if (json && csv) throw new UsageError('--json and --csv cannot be combined', 'Leave out one of them.');
}

/** Collects all items in memory, for sorting. */
export async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/**
 * The first `limit` items, as they arrive.
 * @param toTheEnd whether to read the remaining items as well, for a caller that counts all of them.
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
