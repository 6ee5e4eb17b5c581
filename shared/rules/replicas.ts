import { latest } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import { isUnread } from './outcome.ts';

/**
 * The primary with the most recent use of itself and its replicas, so that a secret read only in another region does not
 * look unused (`LastAccessedDate` is regional: Secrets Manager API reference). Where a replica's last use could not be
 * read, the primary's is unknown too. Pure.
 * @param replicas Those that are not gone.
 */
export function withUseOf<T extends Skc>(primary: T, replicas: readonly T[]): T {
  if (replicas.length === 0) return primary;
  const unreadReplica = replicas.find((replica) => isUnread(replica, 'lastUsedAt'));
  const lastUsedAt = latest(primary.lastUsedAt, ...replicas.map((replica) => replica.lastUsedAt));
  if (unreadReplica === undefined) return { ...primary, lastUsedAt };
  const why = `not read in ${unreadReplica.location}`;
  return { ...primary, lastUsedAt, unknown: { lastUsedAt: why, ...primary.unknown } };
}
