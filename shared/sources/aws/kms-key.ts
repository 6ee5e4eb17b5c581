import type { AliasListEntry, KeyMetadata, KMSClient } from '@aws-sdk/client-kms';
import pLimit from 'p-limit';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { LifecycleState, Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { PreciseReading, Reading, Source } from '../contract.ts';
import { dateField, detailFields, wordField, type Unread } from '../fields.ts';
import { isNotFound } from './absence.ts';
import type { RotationAbility } from '../traits.ts';
import { RESOURCE_TAGS } from './tags.ts';
import { awsConsole, lastOfArn } from './console.ts';

const KEYS_PAGE = 1000;
const ALIASES_PAGE = 100;
/** DescribeKey allows 2,000 and GetKeyRotationStatus 1,000 calls a second and region; this stays far below. */
const AT_ONCE = 8;

/**
 * Customer keys of AWS KMS. The list has only ids, so each key takes one or two more calls; keys managed by AWS are
 * recognised by their `alias/aws/…` and take none. Facts: KMS API reference and developer guide (rotation, key
 * states, multi-Region keys).
 */
export const kmsKey: Source<AwsSession> = {
  type: 'aws.kms-key',
  cloud: 'aws',
  kind: 'key',
  title: 'KMS key',
  scope: 'regional',
  traits: {
    lastUse: 'never',
    algorithm: 'given',
    end: 'optional',
    standing: 'no',
    rotation: { by: 'service', restsOn: ['origin', 'keyUsage', 'keyAlgorithm'], ability: rotationAbility },
    // KMS waits at least 7 days (ScheduleKeyDeletion), and returns only the deletion date.
    deletion: { shortestDelayDays: 7 },
  },
  nextSteps: {
    expired: ({ location }) =>
      `Open KMS in ${location} and import the same key material again: nothing decrypts until then.`,
    expiring: ({ location }) =>
      `Open KMS in ${location} and import the key material again with a later expiry.`,
    'rotation-failed': ({ location }) =>
      `Open KMS in ${location} and rotate the key on demand; ask AWS if it fails.`,
    'rotation-overdue': stepToRotate,
    'rotation-off': ({ location }) =>
      `Open KMS in ${location} and enable automatic rotation: nothing else has to change.`,
    'pending-deletion': ({ location }) =>
      `If anything still needs it, open KMS in ${location}, cancel the deletion and enable it.`,
    'weak-cryptography': ({ location }) =>
      `Create an RSA-3072 or ECC P-256 key in ${location} and move clients to it.`,
  },
  console: (skc) => awsConsole(skc, `kms/home?region=${skc.location}#/kms/keys/${lastOfArn(skc)}`),
  permissions: [
    { action: 'kms:ListKeys', use: 'list' },
    { action: 'kms:ListAliases', use: 'list' },
    { action: 'kms:DescribeKey', use: 'detail' },
    { action: 'kms:GetKeyRotationStatus', use: 'detail' },
    { action: 'kms:ListKeyRotations', use: 'verify' },
  ],
  tags: RESOURCE_TAGS,
  denied: [
    'kms:Decrypt',
    'kms:Encrypt',
    'kms:ReEncrypt*',
    'kms:GenerateDataKey*',
    'kms:GenerateMac',
    'kms:Sign',
    'kms:DeriveSharedSecret',
    'kms:CreateGrant',
  ],

  async *list(session, reading) {
    const { KMSClient, paginateListKeys } = await import('@aws-sdk/client-kms');
    const client = session.client(KMSClient, reading.target.location);
    const aliases = await aliasesByKey(client);
    for await (const page of paginateListKeys({ client, pageSize: KEYS_PAGE }, {})) {
      const keys = (page.Keys ?? []).filter((key) => !isAwsManaged(aliases.get(key.KeyId ?? '')));
      const limit = pLimit(AT_ONCE);
      yield (
        await Promise.all(
          keys.map((key) =>
            limit(() =>
              readKey(client, reading, key.KeyId ?? '', key.KeyArn ?? '', aliases.get(key.KeyId ?? '') ?? []),
            ),
          ),
        )
      ).filter((skc) => skc !== undefined);
    }
  },

  async isGone(session, skc) {
    const { DescribeKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
    const client = session.client(KMSClient, skc.location);
    return isNotFound(client.send(new DescribeKeyCommand({ KeyId: skc.id })), 'NotFoundException');
  },

  precise: [rotationHistory()],
};

/**
 * Rotation exists only for symmetric encryption keys outside custom key stores: automatic where KMS made the material,
 * by a new import where it was imported (KMS developer guide, "Rotate AWS KMS keys").
 */
function rotationAbility({ origin, keyUsage, keyAlgorithm }: Skc): RotationAbility {
  const no = (because: string): RotationAbility => ({ can: 'no', because });
  if (origin === 'AWS_CLOUDHSM' || origin === 'EXTERNAL_KEY_STORE')
    return no('Keys of a custom key store cannot be rotated.');
  if (keyUsage === 'GENERATE_VERIFY_MAC') return no('HMAC keys cannot be rotated.');
  if (keyAlgorithm !== undefined && keyAlgorithm !== 'SYMMETRIC_DEFAULT')
    return no('Only symmetric encryption keys can be rotated.');
  if (keyUsage !== undefined && keyUsage !== 'ENCRYPT_DECRYPT')
    return no('Only symmetric encryption keys can be rotated.');
  if (origin === undefined || keyUsage === undefined || keyAlgorithm === undefined)
    return {
      can: 'unknown',
      missing: ['origin', 'keyUsage', 'keyAlgorithm'],
      because: 'AWS did not return its origin, usage or algorithm.',
    };
  if (origin === 'AWS_KMS') return { can: 'automatic' };
  if (origin === 'EXTERNAL') return { can: 'by-import' };
  return { can: 'unknown', missing: ['origin'], because: 'This version does not know its origin.' };
}

function stepToRotate({ location, rotationEnabled, origin }: Skc): string {
  if (rotationEnabled === true) return `Open KMS in ${location} and shorten its rotation period.`;
  if (origin === 'EXTERNAL')
    return `Open KMS in ${location}, import new key material and rotate to it on demand.`;
  return `Open KMS in ${location} and rotate it on demand, or enable automatic rotation.`;
}

async function aliasesByKey(client: KMSClient): Promise<Map<string, string[]>> {
  const { paginateListAliases } = await import('@aws-sdk/client-kms');
  const aliases = new Map<string, string[]>();
  for await (const page of paginateListAliases({ client, pageSize: ALIASES_PAGE }, {}))
    for (const alias of page.Aliases ?? []) remember(aliases, alias);
  return aliases;
}

function remember(aliases: Map<string, string[]>, alias: AliasListEntry): void {
  // Predefined aliases of unused services have no target key.
  if (alias.TargetKeyId === undefined || alias.AliasName === undefined) return;
  aliases.set(alias.TargetKeyId, [...(aliases.get(alias.TargetKeyId) ?? []), alias.AliasName].toSorted());
}

function isAwsManaged(aliases: readonly string[] | undefined): boolean {
  return aliases?.some((alias) => alias.startsWith('alias/aws/')) ?? false;
}

/** The result of GetKeyRotationStatus, or why it could not be read. */
type RotationStatus =
  | { enabled: boolean; periodDays: number | undefined; nextAt: Date | undefined }
  | { unread: string };

async function readKey(
  client: KMSClient,
  reading: Reading,
  keyId: string,
  keyArn: string,
  aliases: readonly string[],
): Promise<Skc | undefined> {
  const { DescribeKeyCommand, GetKeyRotationStatusCommand } = await import('@aws-sdk/client-kms');
  let key: KeyMetadata;
  try {
    const answer = await client.send(new DescribeKeyCommand({ KeyId: keyArn }));
    key = answer.KeyMetadata ?? { KeyId: keyId };
  } catch (error) {
    const { problem } = awsFailure(error, 'kms:DescribeKey');
    reading.problem({ ...problem, skcs: 1 });
    return undescribedKey(reading.target, keyId, keyArn, aliases, `${problem.code} on kms:DescribeKey`);
  }
  // Keys managed by AWS rotate automatically every year and need no action.
  if (key.KeyManager === 'AWS') return undefined;
  if (!rotatesAutomatically(key)) return normaliseKey(key, aliases, undefined, reading.target, keyArn);
  try {
    const status = await client.send(new GetKeyRotationStatusCommand({ KeyId: keyArn }));
    const rotation = {
      enabled: status.KeyRotationEnabled ?? false,
      periodDays: status.RotationPeriodInDays,
      nextAt: status.NextRotationDate,
    };
    return normaliseKey(key, aliases, rotation, reading.target, keyArn);
  } catch (error) {
    const { problem } = awsFailure(error, 'kms:GetKeyRotationStatus');
    reading.problem({ ...problem, skcs: 1 });
    return normaliseKey(
      key,
      aliases,
      { unread: `${problem.code} on kms:GetKeyRotationStatus` },
      reading.target,
      keyArn,
    );
  }
}

/**
 * Automatic rotation exists only for symmetric encryption keys whose material KMS made, and is set on the primary
 * of a multi-Region key (KMS developer guide, "Rotating AWS KMS keys"). Other keys take no call.
 */
function rotatesAutomatically(key: KeyMetadata): boolean {
  return (
    key.KeySpec === 'SYMMETRIC_DEFAULT' &&
    key.KeyUsage === 'ENCRYPT_DECRYPT' &&
    key.Origin === 'AWS_KMS' &&
    key.MultiRegionConfiguration?.MultiRegionKeyType !== 'REPLICA' &&
    !(key.KeyState ?? '').startsWith('Pending')
  );
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
  aliases: readonly string[],
  rotation: RotationStatus | undefined,
  target: Target,
  arn: string,
): Skc {
  const unread: Unread = { unknown: {} };
  const createdAt = dateField(key.CreationDate, 'createdAt', unread);
  const read = rotation !== undefined && 'enabled' in rotation ? rotation : undefined;
  if (rotation !== undefined && 'unread' in rotation) unread.unknown['rotationEnabled'] = rotation.unread;
  const multiRegion = key.MultiRegionConfiguration;
  const primaryArn = multiRegion?.PrimaryKey?.Arn;
  return {
    ...identity(target, key.KeyId ?? arn, key.Arn ?? arn, aliases),
    state: wordField(key.KeyState, STATES, 'state', unread) ?? 'active',
    status: key.KeyState,
    createdAt,
    expiresAt: dateField(key.ValidTo, 'expiresAt', unread),
    destroysItself: key.ValidTo === undefined ? undefined : true,
    rotationEnabled: read?.enabled,
    rotationPeriodDays: read?.enabled === true ? read.periodDays : undefined,
    rotationDueAt: read?.enabled === true ? dateField(read.nextAt, 'rotationDueAt', unread) : undefined,
    deletionDueAt: dateField(key.DeletionDate, 'deletionDueAt', unread),
    deletionWaitsForReplicas: key.KeyState === 'PendingReplicaDeletion' ? true : undefined,
    replicaOf: multiRegion?.MultiRegionKeyType === 'REPLICA' ? primaryArn : undefined,
    keyAlgorithm: key.KeySpec,
    keyUsage: key.KeyUsage,
    origin: key.Origin,
    details: detailFields({
      keyId: key.KeyId,
      aliases: aliases.length > 0 ? aliases.join(', ') : undefined,
      customKeyStoreId: key.CustomKeyStoreId,
      multiRegion: key.MultiRegion === true ? true : undefined,
    }),
    unknown: unread.unknown,
  };
}

/** A key that is listed but cannot be described: everything but its existence is unknown. */
function undescribedKey(
  target: Target,
  keyId: string,
  arn: string,
  aliases: readonly string[],
  why: string,
): Skc {
  const fields = [
    'state',
    'status',
    'createdAt',
    'expiresAt',
    'rotationEnabled',
    'rotationPeriodDays',
    'rotationDueAt',
  ].concat(['deletionDueAt', 'replicaOf', 'destroysItself', 'keyAlgorithm', 'keyUsage', 'origin', 'details']);
  return {
    ...identity(target, keyId, arn, aliases),
    state: 'active',
    details: detailFields({ keyId, aliases: aliases.length > 0 ? aliases.join(', ') : undefined }),
    unknown: Object.fromEntries(fields.map((field) => [field, why])),
  };
}

function identity(target: Target, keyId: string, arn: string, aliases: readonly string[]) {
  return {
    id: arn,
    kind: 'key' as const,
    type: 'aws.kms-key' as const,
    cloud: 'aws' as const,
    account: target.account,
    location: target.location,
    name: aliases[0]?.replace(/^alias\//, '') ?? keyId,
    precise: {},
  };
}

/** When and how a key was last rotated, which takes one call per key. */
function rotationHistory(): PreciseReading<AwsSession> {
  return {
    field: 'lastRotatedAt',
    why:
      'DescribeKey gives no rotation dates. A key with automatic rotation off may be rotated on demand, and imported ' +
      'material may have been replaced: ListKeyRotations shows both (KMS developer guide, on-demand rotation).',
    confirms: ['rotation-off', 'rotation-overdue'],
    fields: ['lastRotatedAt', 'rotatedOnDemand', 'versionCreatedAt'],
    holds: (before, now) => before.rotationEnabled === now.rotationEnabled && before.state === now.state,
    async read(session, skc, now) {
      const { KMSClient, ListKeyRotationsCommand } = await import('@aws-sdk/client-kms');
      const client = session.client(KMSClient, skc.location);
      // One page is enough: a key has at most 25 on-demand rotations and one automatic rotation a year.
      const { Rotations } = await client.send(
        new ListKeyRotationsCommand({ KeyId: skc.id, Limit: KEYS_PAGE }),
      );
      const unread: Unread = { unknown: {} };
      const rotations = (Rotations ?? []).flatMap((rotation) => {
        const at = dateField(rotation.RotationDate, 'lastRotatedAt', unread);
        return at === undefined || at > now ? [] : [{ at, onDemand: rotation.RotationType === 'ON_DEMAND' }];
      });
      if (Object.keys(unread.unknown).length > 0) return { unknown: unread.unknown };
      const newest = rotations.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
      return {
        lastRotatedAt: newest?.at,
        rotatedOnDemand: newest?.onDemand,
        versionCreatedAt: newest?.at ?? skc.createdAt,
      };
    },
  };
}
