import type { KeyMetadata, KMSClient } from '@aws-sdk/client-kms';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSession } from '../../clouds/aws/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import { dateField, listField, type Unread } from '../fields.ts';
import type { RotationAbility } from '../traits.ts';
import { unlessGone } from './absence.ts';
import { refuse } from './entries.ts';

const ROTATIONS_PAGE = 1000;

/**
 * Only symmetric encryption keys outside custom key stores can be rotated: automatically if KMS generated the material,
 * by a new import if it was imported (KMS developer guide, "Rotate AWS KMS keys").
 */
export function rotationAbility({ origin, keyUsage, keyAlgorithm }: Skc): RotationAbility {
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

/** The next step of `rotation-overdue`. */
export function stepToRotate({ location, rotationEnabled, origin }: Skc): string {
  if (rotationEnabled === true) return `Open KMS in ${location} and shorten its rotation period.`;
  if (origin === 'EXTERNAL')
    return `Open KMS in ${location}, import new key material and rotate to it on demand.`;
  return `Open KMS in ${location} and rotate it on demand, or enable automatic rotation.`;
}

/**
 * Automatic rotation exists only for symmetric encryption keys whose material KMS generated, and is set on the primary
 * of a multi-Region key (KMS developer guide, "Rotating AWS KMS keys"). Other keys need no call.
 */
export function rotatesAutomatically(key: KeyMetadata): boolean {
  return (
    key.KeySpec === 'SYMMETRIC_DEFAULT' &&
    key.KeyUsage === 'ENCRYPT_DECRYPT' &&
    key.Origin === 'AWS_KMS' &&
    key.MultiRegionConfiguration?.MultiRegionKeyType !== 'REPLICA' &&
    !(key.KeyState ?? '').startsWith('Pending')
  );
}

/** The result of GetKeyRotationStatus, or why it could not be read. */
export type RotationStatus =
  | { enabled: boolean; periodDays: number | undefined; nextAt: Date | undefined }
  | { unread: string };

/**
 * Reads a key's automatic rotation, which takes one call. A failure is recorded as the reading's problem.
 * @returns `gone` if the key no longer exists.
 */
export async function rotationStatus(
  client: KMSClient,
  keyArn: string,
  reading: Pick<Reading, 'problem'>,
): Promise<RotationStatus | 'gone'> {
  const { GetKeyRotationStatusCommand } = await import('@aws-sdk/client-kms');
  try {
    const asking = client.send(new GetKeyRotationStatusCommand({ KeyId: keyArn }));
    const status = await unlessGone(asking, 'NotFoundException');
    if (status === 'gone') return status;
    const { KeyRotationEnabled: enabled } = status;
    if (enabled === undefined) {
      refuse(reading, ROTATION_STATUS, `it answered without KeyRotationEnabled for ${keyArn}`);
      return { unread: `${ROTATION_STATUS} answered without KeyRotationEnabled` };
    }
    return { enabled, periodDays: status.RotationPeriodInDays, nextAt: status.NextRotationDate };
  } catch (error) {
    const { problem } = awsFailure(error, ROTATION_STATUS);
    reading.problem({ ...problem, skcs: 1 });
    return { unread: `${problem.code} on ${problem.operation}` };
  }
}

const ROTATION_STATUS = 'kms:GetKeyRotationStatus';

/** When and how a key was last rotated, which takes one call per key. */
export function rotationHistory(): PreciseReading<AwsSession> {
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
      const answer = await unlessGone(
        client.send(new ListKeyRotationsCommand({ KeyId: skc.id, Limit: ROTATIONS_PAGE })),
        'NotFoundException',
      );
      if (answer === 'gone') return answer;
      const unread: Unread = { unknown: {} };
      const listed = listField(answer.Rotations, 'Rotations', 'kms:ListKeyRotations');
      const rotations = listed.flatMap((rotation) => {
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
