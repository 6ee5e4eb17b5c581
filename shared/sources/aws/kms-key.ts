import type { AliasListEntry, KeyMetadata, KMSClient } from '@aws-sdk/client-kms';
import pLimit from 'p-limit';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { LifecycleState, Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { Reading, Source } from '../contract.ts';
import { dateField, detailFields, wordField, type Unread } from '../fields.ts';
import { isNotFound } from './absence.ts';
import {
  rotatesAutomatically,
  rotationAbility,
  rotationHistory,
  rotationStatus,
  stepToRotate,
  type RotationStatus,
} from './kms-key-rotation.ts';
import { keyParts } from './kms-key-parts.ts';
import { RESOURCE_TAGS } from './tags.ts';
import { awsConsole, lastOfArn } from './console.ts';

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
    tags: 'bulk',
    // Only imported material ends, and KMS deletes it then, also of a disabled key (KMS guide, "Importing key material").
    destroyedAtEnd: true,
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
    const { KMSClient } = await import('@aws-sdk/client-kms');
    const client = session.client(KMSClient, reading.target.location);
    const aliases = await aliasesByKey(client);
    const limit = pLimit(AT_ONCE);
    for await (const part of keyParts(client, reading.from)) {
      if (part.next !== undefined) reading.continuesAt(part.next);
      const keys = part.keys.filter((key) => !isAwsManaged(aliases.get(key.KeyId ?? '')));
      const read = await Promise.all(
        keys.map((key) =>
          limit(() =>
            readKey(client, reading, key.KeyId ?? '', key.KeyArn ?? '', aliases.get(key.KeyId ?? '') ?? []),
          ),
        ),
      );
      yield read.filter((skc) => skc !== undefined);
    }
  },

  refusesCursor: (error) => error instanceof Error && error.name === 'InvalidMarkerException',

  async isGone(session, skc) {
    const { DescribeKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
    const client = session.client(KMSClient, skc.location);
    return isNotFound(client.send(new DescribeKeyCommand({ KeyId: skc.id })), 'NotFoundException');
  },

  precise: [rotationHistory()],
};

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

async function readKey(
  client: KMSClient,
  reading: Reading,
  keyId: string,
  keyArn: string,
  aliases: readonly string[],
): Promise<Skc | undefined> {
  const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
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
  const rotation = await rotationStatus(client, keyArn, reading);
  return normaliseKey(key, aliases, rotation, reading.target, keyArn);
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
