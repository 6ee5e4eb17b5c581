import { isInstant } from './instant.ts';
import type { StoredSkc } from './skc.ts';

/**
 * Upgrades an SKC stored by a release up to 0.9, which kept facts used by rules in `details` or only in the cloud's
 * status. Each is moved to its typed field, so that the next listing does not record a change.
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

/** Types whose tags releases up to 0.9 did not read, although they stored that there are none. */
const NEVER_READ: ReadonlySet<string> = new Set([
  'aws.acm-certificate',
  'aws.iam-access-key',
  'aws.kms-key',
  'azure.entra-application-certificate',
  'azure.entra-application-secret',
  'gcp.api-key',
  'gcp.compute-ssl-certificate',
  'gcp.service-account-key',
]);

/** Tags that releases up to 0.9 stored as `{}` without reading them are unknown. */
export function withoutUnreadTags(stored: StoredSkc): StoredSkc {
  if (!NEVER_READ.has(stored.type) || Object.keys(stored.tags ?? {}).length > 0) return stored;
  const { tags: _neverRead, ...rest } = stored;
  return rest;
}
