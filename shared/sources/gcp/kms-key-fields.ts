import * as z from 'zod';
import { textsSchema } from '../../model/fields.ts';
import { entryOf } from '../../clouds/gcp/entries.ts';
import { latest } from '../../model/instant.ts';
import type { Skc } from '../../model/skc.ts';
import { accountIdOf, type Target } from '../../model/target.ts';
import { dateField, detailFields, wordField, type Unread } from '../fields.ts';
import { daysOf, givenDate, lastPart, markOdd, withProjectId } from './contract.ts';
import { effectiveVersion, keyVersionSchema, VERSION_STATES, type GcpKeyVersion } from './kms-key-version.ts';

/** The fields that are read of a Cloud KMS key. */
export const keySchema = entryOf(
  z.object({
    name: z.string().min(1),
    purpose: z.string().optional(),
    createTime: z.string().optional(),
    nextRotationTime: z.string().optional(),
    rotationPeriod: z.string().optional(),
    importOnly: z.boolean().optional(),
    labels: textsSchema.optional(),
    versionTemplate: z
      .object({ protectionLevel: z.string().optional(), algorithm: z.string().optional() })
      .optional(),
    destroyScheduledDuration: z.string().optional(),
    primary: keyVersionSchema.optional(),
  }),
);
export type GcpKey = z.output<typeof keySchema>;

/** A key's versions, if its primary is not enough, or why they could not be read. */
export type KeyVersions = readonly GcpKeyVersion[] | { unread: string } | undefined;

/** Facts of the version that represents a key. */
export const VERSION_FIELDS = [
  'state',
  'status',
  'currentVersion',
  'versionCreatedAt',
  'lastRotatedAt',
  'deletionDueAt',
  'keyAlgorithm',
] as const;

/** The fields that come from a member. */
const FIELDS = {
  purpose: ['keyUsage', 'rotationEnabled'],
  createTime: ['createdAt'],
  nextRotationTime: ['rotationEnabled', 'rotationDueAt'],
  rotationPeriod: ['rotationPeriodDays'],
  importOnly: ['origin', 'rotationEnabled'],
  labels: ['tags'],
  primary: VERSION_FIELDS,
} as const;

/** The same, for the version that represents the key. */
const FIELDS_OF_VERSION = {
  state: ['state', 'status'],
  createTime: ['versionCreatedAt', 'lastRotatedAt'],
  generateTime: ['versionCreatedAt', 'lastRotatedAt'],
  importTime: ['versionCreatedAt', 'lastRotatedAt', 'origin'],
  destroyTime: ['deletionDueAt'],
  algorithm: ['keyAlgorithm'],
} as const;

/**
 * Pure: converts a key to an SKC; undefined if all versions are destroyed, since keys themselves cannot be deleted.
 */
export function normaliseKey(key: GcpKey, versions: KeyVersions, target: Target): Skc | undefined {
  const unread: Unread = { unknown: {} };
  const read = versions !== undefined && 'unread' in versions ? undefined : versions;
  if (read !== undefined && isDestroyed(read)) return undefined;
  markOdd(key, FIELDS, unread);
  if (versions !== undefined && 'unread' in versions && key.primary === undefined)
    for (const field of VERSION_FIELDS) unread.unknown[field] = versions.unread;
  const current = effectiveVersion(key, read);
  markOdd(current ?? {}, FIELDS_OF_VERSION, unread);
  if (current !== undefined && current.state === undefined)
    for (const field of ['state', 'status']) unread.unknown[field] ??= 'Google did not return it';
  const protection = current?.protectionLevel ?? key.versionTemplate?.protectionLevel;
  const canRotate =
    key.purpose === 'ENCRYPT_DECRYPT' &&
    key.importOnly !== true &&
    !(protection ?? '').startsWith('EXTERNAL');
  const rotates = canRotate && key.nextRotationTime !== undefined;
  const versionCreatedAt = dateField(
    current?.generateTime ?? current?.importTime ?? current?.createTime,
    'versionCreatedAt',
    unread,
  );
  const deletionDueAt = latest(
    ...(current?.state === 'DESTROY_SCHEDULED' ? (read ?? [current]) : []).map(({ destroyTime }) =>
      dateField(destroyTime, 'deletionDueAt', unread),
    ),
  );
  return {
    id: `${PREFIX}${withProjectId(key.name, accountIdOf(target.account))}`,
    kind: 'key',
    type: 'gcp.kms-key',
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name: key.name.replace(/^.*\/keyRings\/([^/]+)\/cryptoKeys\//, '$1/'),
    state:
      wordField(current?.state, VERSION_STATES, 'state', unread) ??
      (current === undefined ? 'pre-activation' : 'active'),
    status: current?.state,
    createdAt: givenDate(key.createTime, 'createdAt', unread),
    currentVersion: current === undefined ? undefined : lastPart(current.name),
    versionCreatedAt,
    lastRotatedAt: current !== undefined && Number(lastPart(current.name)) > 1 ? versionCreatedAt : undefined,
    rotationEnabled: canRotate && unread.unknown['rotationEnabled'] === undefined ? rotates : undefined,
    rotationPeriodDays: rotates ? daysOf(key.rotationPeriod) : undefined,
    rotationDueAt: rotates ? dateField(key.nextRotationTime, 'rotationDueAt', unread) : undefined,
    deletionDueAt,
    keyAlgorithm: current?.algorithm ?? key.versionTemplate?.algorithm,
    keyUsage: key.purpose,
    origin: originOf(key, current, protection),
    tags: key.odd?.includes('labels') === true ? undefined : (key.labels ?? {}),
    // Its material could not be made. Material that was never imported is not a fault.
    unusable: current?.state === 'GENERATION_FAILED' ? 'unavailable' : undefined,
    details: detailFields({
      protectionLevel: protection,
      destructionDelayDays: daysOf(key.destroyScheduledDuration),
    }),
    unknown: unread.unknown,
    precise: {},
  };
}

/** Whether nothing is left of a key: the service never removes its name. */
export function isDestroyed(versions: readonly GcpKeyVersion[]): boolean {
  return versions.length > 0 && versions.every(({ state }) => state === 'DESTROYED');
}

export const PREFIX = '//cloudkms.googleapis.com/';

/** A key's resource name, from its SKC's id. */
export function nameOf(id: string): string {
  return id.slice(PREFIX.length);
}

/** `EXTERNAL`, `EXTERNAL_VPC`: held outside Google; `IMPORTED`: imported; otherwise generated by Google. */
function originOf(key: GcpKey, current: GcpKeyVersion | undefined, protection: string | undefined): string {
  if (protection?.startsWith('EXTERNAL') === true) return protection;
  return key.importOnly === true || current?.importTime !== undefined ? 'IMPORTED' : 'GENERATED';
}
