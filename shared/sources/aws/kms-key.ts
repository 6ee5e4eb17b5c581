import type { DescribeKeyCommandOutput, KMSClient } from '@aws-sdk/client-kms';
import pLimit from 'p-limit';
import * as z from 'zod';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Reading, Source } from '../contract.ts';
import { isNotFound, unlessGone } from './absence.ts';
import { awsConsole, lastOfArn } from './console.ts';
import { entriesOf, refuse } from './entries.ts';
import { normaliseKey, undescribedKey, type NamedKey } from './kms-key-fields.ts';
import { keyParts } from './kms-key-parts.ts';
import {
  rotatesAutomatically,
  rotationAbility,
  rotationHistory,
  rotationStatus,
  stepToRotate,
} from './kms-key-rotation.ts';
import { pagesOf } from './pages.ts';
import { RESOURCE_TAGS } from './tags.ts';

const NOT_FOUND = 'NotFoundException';
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
    { action: 'kms:ListAliases', use: 'detail' },
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
    const aliases = await aliasesByKey(client, reading);
    const limit = pLimit(AT_ONCE);
    for await (const part of keyParts(client, reading)) {
      if (part.next !== undefined) reading.continuesAt(part.next);
      const read = await Promise.all(
        part.keys
          .map(({ KeyId: keyId, KeyArn: arn }) => ({ keyId, arn, aliases: aliasesOf(keyId, aliases) }))
          .filter((named) => !isAwsManaged(named.aliases))
          .map((named) => limit(() => readKey(client, reading, named))),
      );
      yield entriesOf(
        read.filter((skc) => skc !== undefined),
        (skc) => skc,
        'kms:DescribeKey',
        reading,
      );
    }
  },

  refusesCursor: (error) => error instanceof Error && error.name === 'InvalidMarkerException',

  async isGone(session, skc) {
    const { DescribeKeyCommand, KMSClient } = await import('@aws-sdk/client-kms');
    const client = session.client(KMSClient, skc.location);
    return isNotFound(client.send(new DescribeKeyCommand({ KeyId: skc.id })), NOT_FOUND);
  },

  precise: [rotationHistory()],
};

/** Aliases only name keys: if they cannot be read, the keys are read all the same. */
async function aliasesByKey(
  client: KMSClient,
  reading: Pick<Reading, 'problem'>,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const { paginateListAliases } = await import('@aws-sdk/client-kms');
  const pages = paginateListAliases({ client, pageSize: ALIASES_PAGE }, {});
  const aliases = new Map<string, string[]>();
  try {
    const form = { list: 'Aliases', token: 'NextMarker', operation: 'kms:ListAliases' } as const;
    for await (const { entries } of pagesOf(pages, form))
      for (const entry of entries) remember(aliases, entry, reading);
    return aliases;
  } catch (error) {
    reading.problem(awsFailure(error, 'kms:ListAliases').problem);
    return undefined;
  }
}

function aliasesOf(
  keyId: string,
  aliases: ReadonlyMap<string, readonly string[]> | undefined,
): readonly string[] | undefined {
  return aliases === undefined ? undefined : (aliases.get(keyId) ?? []);
}

const aliasSchema = z.object({ AliasName: z.string(), TargetKeyId: z.string().optional() });

function remember(aliases: Map<string, string[]>, entry: unknown, reading: Pick<Reading, 'problem'>): void {
  const read = aliasSchema.safeParse(entry);
  if (!read.success) return refuse(reading, 'kms:ListAliases', 'an alias was left out: it has no name');
  const { AliasName: alias, TargetKeyId: key } = read.data;
  // Predefined aliases of unused services have no target key.
  if (key !== undefined) aliases.set(key, [...(aliases.get(key) ?? []), alias].toSorted());
}

function isAwsManaged(aliases: readonly string[] | undefined): boolean {
  return aliases?.some((alias) => alias.startsWith('alias/aws/')) ?? false;
}

/** Undefined for a key that is managed by AWS, or that is gone since it was listed. */
async function readKey(client: KMSClient, reading: Reading, named: NamedKey): Promise<Skc | undefined> {
  const { DescribeKeyCommand } = await import('@aws-sdk/client-kms');
  const { target, now } = reading;
  let answer: DescribeKeyCommandOutput | 'gone';
  try {
    answer = await unlessGone(client.send(new DescribeKeyCommand({ KeyId: named.arn })), NOT_FOUND);
  } catch (error) {
    const { problem } = awsFailure(error, 'kms:DescribeKey');
    reading.problem({ ...problem, skcs: 1 });
    return undescribedKey(target, named, `${problem.code} on ${problem.operation}`);
  }
  if (answer === 'gone') return undefined;
  const key = answer.KeyMetadata;
  if (key === undefined) {
    refuse(reading, 'kms:DescribeKey', `it answered without KeyMetadata for ${named.arn}`);
    return undescribedKey(target, named, 'kms:DescribeKey answered without KeyMetadata');
  }
  // Keys managed by AWS rotate automatically every year and need no action.
  if (key.KeyManager === 'AWS') return undefined;
  const rotation = rotatesAutomatically(key) ? await rotationStatus(client, named.arn, reading) : undefined;
  if (rotation === 'gone') return undefined;
  // What the inventory knows is needed for material that is gone.
  const lacksMaterial =
    key.Origin === 'EXTERNAL' && (key.ValidTo === undefined || key.KeyState === 'PendingImport');
  const before = lacksMaterial ? (await reading.known()).get(named.arn) : undefined;
  return normaliseKey(key, named, rotation, target, { now, before });
}
