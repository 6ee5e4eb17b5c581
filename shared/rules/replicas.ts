import { latest } from '../model/instant.ts';
import type { Skc } from '../model/skc.ts';
import { isUnread, type JudgedSkc } from './outcome.ts';

/**
 * Gives every primary the most recent use of itself and its replicas, so that a secret read only in another region does
 * not look unused (`LastAccessedDate` is regional: Secrets Manager API reference). Where a replica's last use could not be
 * read, the primary's is unknown too. Replicas that are gone are ignored.
 *
 * Streams: only replicas, and possible primaries, are held until all have been seen.
 * @param skcs all SKCs of one account; a cloud keeps a replica in its primary's account.
 */
export async function* withReplicasUse<T extends JudgedSkc>(skcs: AsyncIterable<T>): AsyncGenerator<T> {
  const replicas = new Map<string, T[]>();
  const held: T[] = [];
  for await (const skc of skcs) {
    if (skc.replicaOf !== undefined && skc.absentAt === undefined)
      replicas.set(skc.replicaOf, [...(replicas.get(skc.replicaOf) ?? []), skc]);
    if (mayHaveReplicas(skc)) held.push(skc);
    else yield skc;
  }
  for (const skc of held) yield joined(skc, replicas.get(skc.id) ?? []);
}

/** Primaries say so where their cloud does; a secret's listing names its primary region only where there are replicas. */
function mayHaveReplicas(skc: JudgedSkc): boolean {
  return skc.replicaOf === undefined && skc.replicated === true;
}

function joined<T extends Skc>(primary: T, replicas: readonly T[]): T {
  if (replicas.length === 0) return primary;
  const unreadReplica = replicas.find((replica) => isUnread(replica, 'lastUsedAt'));
  const lastUsedAt = latest(primary.lastUsedAt, ...replicas.map((replica) => replica.lastUsedAt));
  if (unreadReplica === undefined) return { ...primary, lastUsedAt };
  const why = `not read in ${unreadReplica.location}`;
  return { ...primary, lastUsedAt, unknown: { lastUsedAt: why, ...primary.unknown } };
}
