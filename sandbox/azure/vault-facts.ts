import { addDays, latest, type Instant } from '../../shared/model/instant.ts';
import type {
  VaultCertificateDeclaration,
  VaultKeyDeclaration,
  VaultObjectDeclaration,
} from '../estate/azure-estate.ts';
import { happened, lastHappened } from '../estate/schedule.ts';

/** The state of a secret, key or certificate of a vault at one instant. */
export interface VaultObjectFacts<Declaration extends VaultObjectDeclaration = VaultObjectDeclaration> {
  declared: Declaration;
  versions: Instant[];
  createdAt: Instant;
  updatedAt: Instant;
  expiresAt: Instant | undefined;
  enabled: boolean;
  /** Set while it is deleted and can be recovered. */
  deleted: { at: Instant; purgedAt: Instant } | undefined;
}

/** Undefined while it does not exist: before its creation and after its purge. */
export function vaultObjectFacts<Declaration extends VaultObjectDeclaration>(
  declared: Declaration,
  retentionDays: number,
  now: Instant,
): VaultObjectFacts<Declaration> | undefined {
  const { deletion } = declared;
  if (declared.createdAt > now) return undefined;
  const restored = deletion?.restoredAt !== undefined && deletion.restoredAt <= now;
  const isDeleted = deletion !== undefined && deletion.at <= now && !restored;
  const purgedAt = deletion === undefined ? undefined : addDays(deletion.at, retentionDays);
  if (isDeleted && purgedAt !== undefined && purgedAt <= now) return undefined;
  const frozen = isDeleted ? deletion.at : now;
  const versions = versionsOf(declared, frozen);
  const createdAt = versions.at(-1) ?? declared.createdAt;
  const disabled = declared.disabledAt !== undefined && declared.disabledAt <= frozen;
  return {
    declared,
    versions,
    createdAt,
    updatedAt:
      latest(createdAt, lastHappened(declared.edits, frozen), disabled ? declared.disabledAt : undefined) ??
      createdAt,
    expiresAt: declared.validDays === undefined ? undefined : addDays(createdAt, declared.validDays),
    enabled: !disabled,
    deleted: isDeleted && purgedAt !== undefined ? { at: deletion.at, purgedAt } : undefined,
  };
}

function versionsOf(declared: VaultObjectDeclaration, now: Instant): Instant[] {
  const made = [declared.createdAt, ...happened(declared.versions, now), ...renewals(declared, now)];
  return [...new Set(made)].toSorted();
}

/** Versions that the vault creates itself: rotations of a key, renewals of a certificate. */
function renewals(declared: VaultObjectDeclaration, now: Instant): Instant[] {
  const everyDays = isCertificate(declared)
    ? renewedAfterDays(declared)
    : isKey(declared)
      ? rotatedAfterDays(declared)
      : undefined;
  if (everyDays === undefined) return [];
  const failsFrom = isCertificate(declared)
    ? declared.failsFrom
    : isKey(declared)
      ? declared.rotation?.failsFrom
      : undefined;
  const until = failsFrom !== undefined && failsFrom < now ? failsFrom : now;
  return happened({ from: addDays(declared.createdAt, everyDays), everyDays }, until);
}

export function rotatedAfterDays({ rotation }: VaultKeyDeclaration): number | undefined {
  if (rotation === undefined) return undefined;
  if (rotation.afterDays !== undefined) return rotation.afterDays;
  if (rotation.beforeExpiryDays === undefined || rotation.expiresInDays === undefined) return undefined;
  return rotation.expiresInDays - rotation.beforeExpiryDays;
}

/** Only a certificate of an issuer that the vault is connected to is renewed; the issuer `Unknown` is not. */
export function renewedAfterDays(certificate: VaultCertificateDeclaration): number | undefined {
  if (certificate.action !== 'AutoRenew' || certificate.issuer === 'Unknown') return undefined;
  if (certificate.lifetimePercentage !== undefined)
    return Math.floor((certificate.validDays * certificate.lifetimePercentage) / 100);
  return certificate.beforeDays === undefined ? undefined : certificate.validDays - certificate.beforeDays;
}

function isCertificate(declared: VaultObjectDeclaration): declared is VaultCertificateDeclaration {
  return 'issuer' in declared;
}

function isKey(declared: VaultObjectDeclaration): declared is VaultKeyDeclaration {
  return 'keyType' in declared && !('issuer' in declared);
}
