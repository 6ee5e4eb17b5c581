import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../model/instant.ts';
import { openInventory } from './repository.ts';

/** Who runs: at most one at a time. Whether a holder is still alive is known to the caller, not to the table. */
export interface RunLock {
  /** Takes the lock if it is free, or still held by `instead`. @returns who holds it now. */
  take(holder: string, instead?: string): Promise<string>;
  /** Frees it, if this is still the holder. */
  release(holder: string): Promise<void>;
}

const RESTORE = 'restore#';

/** `skc restore` as a holder: until it has copied everything, the table is neither of the old state nor of the new. */
export function restoreHolder(to: Instant): string {
  return `${RESTORE}${to}`;
}

export function isRestore(holder: string): boolean {
  return holder.startsWith(RESTORE);
}

/** The operations that the lock takes. */
export const RUN_LOCK_OPERATIONS = ['takeRunLock', 'releaseRunLock'] as const;

export function openRunLock(client: DynamoDBDocumentClient, table: string): RunLock {
  const { takeRunLock, releaseRunLock } = openInventory(client, table, RUN_LOCK_OPERATIONS);
  return { take: takeRunLock, release: releaseRunLock };
}
