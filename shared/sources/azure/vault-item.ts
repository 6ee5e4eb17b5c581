import type { Skc } from '../../model/skc.ts';
import type { Instant } from '../../model/instant.ts';
import type { Target } from '../../model/target.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';

/** A date of an entry; a text that is none makes the field unknown. */
type Given = Date | string | undefined;

/** An entry of Key Vault's lists of secrets, keys or certificates, including deleted ones. */
export interface VaultItem {
  name: string;
  /** Without a trailing slash. */
  vaultUrl: string;
  enabled?: boolean | undefined;
  notBefore?: Given;
  expiresOn?: Given;
  createdOn?: Given;
  updatedOn?: Given;
  recoverableDays?: number | undefined;
  recoveryLevel?: string | undefined;
  tags?: Record<string, string> | undefined;
  /** It belongs to a certificate. */
  managed?: boolean | undefined;
  contentType?: string | undefined;
  /** SHA-1 of a certificate, in hexadecimal. */
  thumbprint?: string | undefined;
  /** From the list of deleted objects that can still be recovered. */
  deleted?: boolean | undefined;
  deletedOn?: Given;
  scheduledPurgeDate?: Given;
  /** Fields of the SKC that the answer lacks although Azure always gives them, with why. */
  missing?: Record<string, string> | undefined;
}

interface As {
  target: Target;
  now: Instant;
  type: Skc['type'];
  kind: Skc['kind'];
  /** `secrets`, `keys`, `certificates`: the path in the vault's URL. */
  collection: string;
  details?: Record<string, string | number | boolean | undefined>;
}

/**
 * Pure: converts an entry of a vault's list to an SKC. All dates are the current version's; the object's own
 * creation date is not available, so `createdAt` stays undefined. Azure compares names without regard to case, so the
 * id is in lower case. Source: Key Vault REST reference, `SecretItem`, `KeyItem`, `CertificateItem` and their
 * `Deleted…Item`; "About keys, secrets and certificates".
 */
export function normaliseItem(item: VaultItem, as: As): Skc {
  const unread: Unread = { unknown: { ...item.missing } };
  const notBefore = dateField(item.notBefore, 'notBefore', unread);
  const expiresAt = dateField(item.expiresOn, 'expiresAt', unread);
  const createdAt = dateField(item.createdOn, 'versionCreatedAt', unread);
  const deletedAt = dateField(item.deletedOn, 'deletionScheduledAt', unread);
  const isDeleted =
    item.deleted === true || item.deletedOn !== undefined || item.scheduledPurgeDate !== undefined;
  return {
    id: `${item.vaultUrl}/${as.collection}/${item.name}`.toLowerCase(),
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
    status: isDeleted
      ? 'deleted'
      : item.enabled === false
        ? 'disabled'
        : item.enabled === undefined && item.missing?.['state'] !== undefined
          ? undefined
          : 'enabled',
    notBefore,
    expiresAt,
    versionCreatedAt: createdAt,
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
