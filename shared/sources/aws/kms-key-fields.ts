import type { KeyMetadata } from '@aws-sdk/client-kms';
import type { Instant } from '../../model/instant.ts';
import type { LifecycleState, Skc, StoredSkc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import { dateField, detailFields, nameField, needMember, wordField, type Unread } from '../fields.ts';
import type { RotationStatus } from './kms-key-rotation.ts';

/** A key as it is listed, with the names that people gave it. */
export interface NamedKey {
  keyId: string;
  arn: string;
  /** Undefined if the aliases could not be read: the last known name stays. */
  aliases: readonly string[] | undefined;
}

/** What the inventory and the clock add to a key's answers. */
export interface KeyContext {
  now: Instant;
  /** The key as the inventory has it. */
  before?: StoredSkc | undefined;
}

const STATES: Readonly<Record<string, LifecycleState>> = {
  Creating: 'pre-activation',
  PendingImport: 'pre-activation',
  Enabled: 'active',
  Updating: 'active',
  Disabled: 'suspended',
  Unavailable: 'suspended',
  PendingDeletion: 'deactivated',
  PendingReplicaDeletion: 'deactivated',
};

/** Pure: converts the results of DescribeKey and GetKeyRotationStatus to an SKC. */
export function normaliseKey(
  key: KeyMetadata,
  named: NamedKey,
  rotation: RotationStatus | undefined,
  target: Target,
  context: KeyContext,
): Skc {
  const unread: Unread = { unknown: {} };
  const createdAt = dateField(key.CreationDate, 'createdAt', unread);
  needMember(key.KeyState, 'KeyState', unread, 'state', 'status', 'unusable');
  needMember(key.CreationDate, 'CreationDate', unread, 'createdAt');
  needMember(key.KeySpec, 'KeySpec', unread, 'keyAlgorithm');
  needMember(key.KeyUsage, 'KeyUsage', unread, 'keyUsage');
  needMember(key.Origin, 'Origin', unread, 'origin');
  if (key.KeyState === 'PendingDeletion')
    needMember(key.DeletionDate, 'DeletionDate', unread, 'deletionDueAt');
  const multiRegion = key.MultiRegionConfiguration;
  const isReplica = multiRegion?.MultiRegionKeyType === 'REPLICA';
  const primaryArn = multiRegion?.PrimaryKey?.Arn;
  if (isReplica) needMember(primaryArn, 'PrimaryKey', unread, 'replicaOf');
  return {
    ...identity(target, named, unread),
    state: wordField(key.KeyState, STATES, 'state', unread) ?? 'active',
    status: key.KeyState,
    createdAt,
    ...materialOf(key, context, unread),
    ...rotationOf(key, rotation, unread),
    deletionDueAt: dateField(key.DeletionDate, 'deletionDueAt', unread),
    deletionWaitsForReplicas: key.KeyState === 'PendingReplicaDeletion' ? true : undefined,
    // Its replicas are judged through it where it was read.
    replicated: multiRegion?.MultiRegionKeyType === 'PRIMARY' ? true : undefined,
    replicaOf: isReplica ? primaryArn : undefined,
    keyAlgorithm: key.KeySpec,
    keyUsage: key.KeyUsage,
    origin: key.Origin,
    details: detailFields({
      ...detailsOf(named),
      customKeyStoreId: key.CustomKeyStoreId,
      multiRegion: key.MultiRegion === true ? true : undefined,
    }),
    unknown: unread.unknown,
  };
}

type Material = Pick<Skc, 'expiresAt' | 'destroysItself' | 'unusable'>;

/**
 * The end of imported key material, and whether the key can work. KMS gives `ValidTo` only while there is material that
 * ends (`ExpirationModel`). A key whose material is gone waits for an import, in the state `PendingImport`: where its
 * last known end has passed, the material ended, and that end stays known; where it had material until then, the
 * material was deleted by hand; where it never had any, it was never imported. Source: KMS developer guide, "Importing key material",
 * "Deleting imported key material", "Key states".
 */
function materialOf(key: KeyMetadata, { now, before }: KeyContext, unread: Unread): Material {
  if (key.KeyState === 'Unavailable') return { unusable: 'unavailable', ...endOf(key, unread) };
  const end = dateField(key.ValidTo, 'expiresAt', unread);
  if (hasMaterial(key) || (end !== undefined && end <= now)) return endOf(key, unread);
  if (before === undefined || before.absentAt !== undefined) return {};
  const ended = before.expiresAt !== undefined && before.expiresAt <= now;
  if (ended) return { expiresAt: before.expiresAt, destroysItself: true };
  if (key.KeyState !== 'PendingImport')
    return { unusable: before.unusable, expiresAt: before.expiresAt, destroysItself: before.destroysItself };
  const isDeleted = before.unusable === 'material-deleted' || before.state !== 'pre-activation';
  return isDeleted ? { unusable: 'material-deleted' } : {};
}

/**
 * Keys of other origins always have material. A key that waits for an import has none, whatever KMS still returns of the
 * last one; one that waits for its deletion has some if KMS returns the model of its end.
 */
function hasMaterial(key: KeyMetadata): boolean {
  if (key.Origin !== 'EXTERNAL') return true;
  if (key.KeyState === 'PendingImport') return false;
  return key.ExpirationModel !== undefined || key.ValidTo !== undefined || key.KeyState !== 'PendingDeletion';
}

function endOf(key: KeyMetadata, unread: Unread): Material {
  if (key.ExpirationModel === 'KEY_MATERIAL_EXPIRES') needMember(key.ValidTo, 'ValidTo', unread, 'expiresAt');
  else if (key.Origin === 'EXTERNAL' && key.ValidTo === undefined)
    needMember(key.ExpirationModel, 'ExpirationModel', unread, 'expiresAt');
  return {
    expiresAt: dateField(key.ValidTo, 'expiresAt', unread),
    destroysItself: key.ValidTo === undefined ? undefined : true,
  };
}

function rotationOf(
  key: KeyMetadata,
  rotation: RotationStatus | undefined,
  unread: Unread,
): Pick<Skc, 'rotationEnabled' | 'rotationPeriodDays' | 'rotationDueAt'> {
  if (rotation === undefined) return {};
  if ('unread' in rotation) {
    unread.unknown['rotationEnabled'] = rotation.unread;
    return {};
  }
  if (!rotation.enabled) return { rotationEnabled: false };
  // A disabled key is not rotated, so it may have no next date.
  if (key.KeyState === 'Enabled') needMember(rotation.nextAt, 'NextRotationDate', unread, 'rotationDueAt');
  return {
    rotationEnabled: true,
    rotationPeriodDays: rotation.periodDays,
    rotationDueAt: dateField(rotation.nextAt, 'rotationDueAt', unread),
  };
}

/** A key that is listed but cannot be described: everything but its existence is unknown. */
export function undescribedKey(target: Target, named: NamedKey, why: string): Skc {
  const fields = [
    'state',
    'status',
    'createdAt',
    'expiresAt',
    'unusable',
    'rotationEnabled',
    'rotationPeriodDays',
    'rotationDueAt',
    'deletionDueAt',
    'deletionWaitsForReplicas',
    'replicaOf',
    'destroysItself',
    'keyAlgorithm',
    'keyUsage',
    'origin',
    'details',
  ];
  const unread: Unread = { unknown: Object.fromEntries(fields.map((field) => [field, why])) };
  return {
    ...identity(target, named, unread),
    state: 'active',
    details: detailFields(detailsOf(named)),
    unknown: unread.unknown,
  };
}

function detailsOf({ keyId, aliases = [] }: NamedKey) {
  return { keyId, aliases: aliases.length > 0 ? aliases.join(', ') : undefined };
}

function identity(target: Target, { keyId, arn, aliases }: NamedKey, unread: Unread) {
  if (aliases === undefined)
    for (const field of ['name', 'details']) unread.unknown[field] ??= 'its aliases could not be read';
  return {
    id: arn,
    kind: 'key' as const,
    type: 'aws.kms-key' as const,
    cloud: 'aws' as const,
    account: target.account,
    location: target.location,
    name: nameField(aliases?.[0]?.replace(/^alias\//, ''), keyId),
    precise: {},
  };
}
