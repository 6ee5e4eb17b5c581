import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openInventory } from './repository.ts';

/** Who runs: at most one at a time. Whether a holder is still alive is known to the caller, not to the table. */
export interface RunLock {
  /** Takes the lock if it is free, or still held by `instead`. @returns who holds it now. */
  take(holder: string, instead?: string): Promise<string>;
  /** Frees it, if this is still the holder. */
  release(holder: string): Promise<void>;
}

/** The operations that the lock takes. */
export const RUN_LOCK_OPERATIONS = ['takeRunLock', 'releaseRunLock'] as const;

export function openRunLock(client: DynamoDBDocumentClient, table: string): RunLock {
  const { takeRunLock, releaseRunLock } = openInventory(client, table, RUN_LOCK_OPERATIONS);
  return { take: takeRunLock, release: releaseRunLock };
}
