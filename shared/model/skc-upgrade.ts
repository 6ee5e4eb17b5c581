import { isInstant } from './instant.ts';
import type { StoredSkc } from './skc.ts';

/**
 * Reads an SKC that a release up to 0.9 stored: it kept facts that rules read in `details`, or only in the cloud's own
 * status. Each moves into its typed field, so that a listing which now gives that field finds nothing changed.
 */
export function withTypedFacts(stored: StoredSkc): StoredSkc {
  const { notBefore, renewsDaysBefore, replicated, root, ...details } = stored.details;
  const moved: Partial<StoredSkc> = {
    ...(typeof notBefore === 'string' && isInstant(notBefore) ? { notBefore } : {}),
    ...(typeof renewsDaysBefore === 'number' ? { renewsDaysBefore } : {}),
    ...(replicated === true ? { replicated } : {}),
    ...(root === true ? { ofRoot: root } : {}),
    ...(stored.cloud === 'azure' && stored.status === 'deleted' ? { deleted: true } : {}),
    ...(stored.status === 'PendingReplicaDeletion' ? { deletionWaitsForReplicas: true } : {}),
  };
  return Object.keys(moved).length === 0 ? stored : { ...stored, ...moved, details };
}
