import type { Skc } from '../../model/skc.ts';
import type { Instant } from '../../model/instant.ts';
import type { Target } from '../../model/target.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';

/** An entry of Key Vault's lists of secrets, keys or certificates, including deleted ones. */
export interface VaultItem {
  name: string;
  vaultUrl: string;
  enabled?: boolean | undefined;
  notBefore?: Date | undefined;
  expiresOn?: Date | undefined;
  createdOn?: Date | undefined;
  updatedOn?: Date | undefined;
  recoverableDays?: number | undefined;
  recoveryLevel?: string | undefined;
  tags?: Record<string, string> | undefined;
  deletedOn?: Date | undefined;
  scheduledPurgeDate?: Date | undefined;
}

interface As {
  target: Target;
  now: Instant;
  type: Skc['type'];
  kind: Skc['kind'];
  /** `secrets`, `keys`, `certificates`: the path in the vault's URL. */
  collection: string;
  details?: Record<string, string | number | boolean | undefined>;
  unread?: Unread;
}

/**
 * Pure: converts an entry of a vault's list to an SKC. All dates are the current version's; the object's own
 * creation date is not available, so `createdAt` stays undefined. Source: Key Vault REST reference, `SecretItem`,
 * `KeyItem`, `CertificateItem` and their `Deleted…Item`.
 */
export function normaliseItem(item: VaultItem, as: As): Skc {
  const unread = as.unread ?? { unknown: {} };
  const notBefore = dateField(item.notBefore, 'notBefore', unread);
  const deletedAt = dateField(item.deletedOn, 'deletionScheduledAt', unread);
  const isDeleted = item.deletedOn !== undefined || item.scheduledPurgeDate !== undefined;
  return {
    id: `${item.vaultUrl.replace(/\/$/, '')}/${as.collection}/${item.name}`,
    kind: as.kind,
    type: as.type,
    cloud: 'azure',
    account: as.target.account,
    location: as.target.location,
    name: item.name,
    state: isDeleted
      ? 'deactivated'
      : item.enabled === false
        ? 'suspended'
        : notBefore !== undefined && notBefore > as.now
          ? 'pre-activation'
          : 'active',
    status: isDeleted ? 'deleted' : item.enabled === false ? 'disabled' : 'enabled',
    notBefore,
    expiresAt: dateField(item.expiresOn, 'expiresAt', unread),
    versionCreatedAt: dateField(item.createdOn, 'versionCreatedAt', unread),
    deletionScheduledAt: deletedAt,
    deletionDueAt: dateField(item.scheduledPurgeDate, 'deletionDueAt', unread),
    deleted: isDeleted ? true : undefined,
    tags: item.tags ?? {},
    details: detailFields({
      updatedAt: dateField(item.updatedOn, 'details', unread),
      recoveryLevel: item.recoveryLevel,
      recoverableDays: item.recoverableDays,
      ...as.details,
    }),
    unknown: unread.unknown,
    precise: {},
  };
}
