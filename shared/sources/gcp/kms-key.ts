import pLimit from 'p-limit';
import * as z from 'zod';
import { entryOf } from '../../clouds/gcp/entries.ts';
import { BAD_ANSWER, GcpError, gcpFailure, REPEATED_PAGE } from '../../clouds/gcp/problem.ts';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import { checked } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import {
  byName,
  fromAssets,
  inForm,
  isNotFound,
  lastKnown,
  locationOf,
  pageFromAssets,
  withProjectId,
  type GcpSource,
} from './contract.ts';
import {
  isDestroyed,
  keySchema,
  nameOf,
  normaliseKey,
  PREFIX,
  VERSION_FIELDS,
  type GcpKey,
  type KeyVersions,
} from './kms-key-fields.ts';
import { keyVersionSchema, type GcpKeyVersion } from './kms-key-version.ts';
import { locationsOf } from './locations.ts';
import { confirmedDirectly } from './precise.ts';
import type { RotationAbility } from '../traits.ts';
import { gcpConsole } from './console.ts';

const PAGE = '1000';
const AT_ONCE = 8;

const ringSchema = entryOf(z.object({ name: z.string().min(1) }));
const KEYS = {
  type: 'cloudkms.googleapis.com/CryptoKey',
  schema: keySchema,
  locationOf: ({ name }: GcpKey) => locationOf(name),
};
const VERSIONS = { type: 'cloudkms.googleapis.com/CryptoKeyVersion', schema: keyVersionSchema };

/**
 * Keys of Cloud KMS. The list includes primary versions, so one call reads a key ring; keys without an enabled
 * primary (such as asymmetric and MAC keys) take one more call for their versions. Facts: Cloud KMS API v1 and its
 * guides (key rotation, key states, purposes and algorithms, imported and external keys).
 */
export const kmsKey: GcpSource = {
  type: 'gcp.kms-key',
  cloud: 'gcp',
  kind: 'key',
  title: 'Cloud KMS key',
  scope: 'regional',
  traits: {
    lastUse: 'never',
    algorithm: 'given',
    end: 'never',
    standing: 'no',
    rotation: { by: 'service', restsOn: ['origin', 'keyUsage'], ability: rotationAbility },
    deletion: {},
    tags: 'listing',
  },
  nextSteps: {
    'rotation-failed': (skc) => `${open(skc)} and rotate the key now; ask Google if it fails.`,
    'rotation-overdue': (skc) =>
      skc.rotationEnabled === true
        ? `${open(skc)} and shorten its rotation period.`
        : `${open(skc)}, import new key material and make it the primary version.`,
    'rotation-off': (skc) => `${open(skc)} and set a rotation period: nothing else has to change.`,
    'pending-deletion': (skc) => `If needed: ${open(skc)}, restore the version and enable it.`,
    'weak-cryptography': (skc) => `${open(skc)}, create an RSA-3072 or EC P-256 key, move clients to it.`,
  },
  console: (skc) => gcpConsole(skc, `security/kms/key/manage/${keyPath(skc)}`),
  api: 'cloudkms.googleapis.com',
  assetKinds: [KEYS, VERSIONS],
  permissions: [
    { action: 'cloudkms.keyRings.list', use: 'list' },
    { action: 'cloudkms.cryptoKeys.list', use: 'list' },
    { action: 'cloudkms.locations.list', use: 'list' },
    { action: 'cloudkms.cryptoKeyVersions.list', use: 'detail' },
    { action: 'cloudkms.cryptoKeys.get', use: 'verify' },
  ],
  denied: [
    'cloudkms.cryptoKeyVersions.useToDecrypt',
    'cloudkms.cryptoKeyVersions.useToDecryptViaDelegation',
    'cloudkms.cryptoKeyVersions.useToEncrypt',
    'cloudkms.cryptoKeyVersions.useToEncryptViaDelegation',
    'cloudkms.cryptoKeyVersions.useToSign',
    'cloudkms.cryptoKeyVersions.useToVerify',
    'cloudkms.cryptoKeyVersions.manageRawAesCbcKeys',
    'cloudkms.cryptoKeyVersions.manageRawAesCtrKeys',
  ],

  locations: async (session, problem) =>
    session.assets === undefined
      ? locationsOf(session, 'cloudkms', problem)
      : session.assets.locations(KEYS, session.projectId),

  async *list(session, reading) {
    if (session.assets !== undefined) {
      yield* pageFromAssets(session, KEYS, () => fromInventory(session, reading));
      return;
    }
    const place = `projects/${session.projectId}/locations/${reading.target.location}`;
    const rings = asking(session, LIST_RINGS, `${place}/keyRings`);
    for await (const { page } of session.rest.pages(rings))
      for (const ring of inForm(rings, page, 'keyRings', ringSchema, reading))
        yield* keysOf(session, ring.name, reading);
  },

  /** A key whose versions are all destroyed is gone, although its name stays. */
  async isGone(session, skc) {
    const name = nameOf(skc.id);
    const key = await byName(session, asking(session, GET_KEY, name), keySchema);
    if (key === undefined) return true;
    return needsVersions(key) && isDestroyed(await allVersions(session, name));
  },

  precise: preciseReadings(),
};

function open({ location }: Skc): string {
  return `Open Cloud KMS in ${location}`;
}

/**
 * Only symmetric encryption keys can be rotated: automatically if Google generates the material, by a new import if it
 * was imported (Cloud KMS guide, "Key rotation").
 */
function rotationAbility({ origin, keyUsage }: Skc): RotationAbility {
  if (keyUsage === undefined)
    return { can: 'unknown', missing: ['keyUsage'], because: 'Google did not return its purpose.' };
  if (keyUsage !== 'ENCRYPT_DECRYPT')
    return { can: 'no', because: 'Only keys of purpose ENCRYPT_DECRYPT can be rotated.' };
  if (origin?.startsWith('EXTERNAL') === true)
    return { can: 'no', because: 'Its material is held, and rotated, outside Google Cloud.' };
  if (origin === undefined)
    return { can: 'unknown', missing: ['origin'], because: 'The origin of its material is not known.' };
  return { can: origin === 'GENERATED' ? 'automatic' : 'by-import' };
}

/** `europe-west3/ring/key` of a key's resource name. */
function keyPath({ id }: Skc): string {
  const [, location, ring, key] = /locations\/([^/]+)\/keyRings\/([^/]+)\/cryptoKeys\/([^/]+)/.exec(id) ?? [];
  return [location, ring, key].join('/');
}

type Asked = Pick<GcpCall, 'operation' | 'permission'>;
const LIST_RINGS: Asked = { operation: 'cloudkms:ListKeyRings', permission: 'cloudkms.keyRings.list' };
const LIST_KEYS: Asked = { operation: 'cloudkms:ListCryptoKeys', permission: 'cloudkms.cryptoKeys.list' };
const LIST_VERSIONS: Asked = {
  operation: 'cloudkms:ListCryptoKeyVersions',
  permission: 'cloudkms.cryptoKeyVersions.list',
};
const GET_KEY: Asked = { operation: 'cloudkms:GetCryptoKey', permission: 'cloudkms.cryptoKeys.get' };

function asking(session: GcpSession, asked: Asked, path: string): GcpCall {
  const call = { ...asked, host: 'cloudkms', project: session.projectId, path: `/v1/${path}` };
  return asked === GET_KEY ? call : { ...call, query: { pageSize: PAGE } };
}

/** The keys of one ring. If they cannot be read, the other rings are, and the known keys of this one stay. */
async function* keysOf(session: GcpSession, ring: string, reading: Reading): AsyncIterable<Skc[]> {
  const call = asking(session, LIST_KEYS, `${ring}/cryptoKeys`);
  const limit = pLimit(AT_ONCE);
  const seen = new Set<string>();
  try {
    for await (const { page } of session.rest.pages(call)) {
      const keys = inForm(call, page, 'cryptoKeys', keySchema, reading);
      const read = await Promise.all(
        keys.map((key) =>
          limit(async () => {
            const versions = await versionsFor(session, key, reading);
            return versions === 'gone' ? undefined : normaliseKey(key, versions, reading.target);
          }),
        ),
      );
      const found = read.filter((skc) => skc !== undefined);
      for (const { id } of found) seen.add(id);
      yield found;
    }
  } catch (error) {
    if (isNotFound(error)) return;
    if (!concernsOneRing(error)) throw error;
    const { problem } = gcpFailure(error, call.permission);
    reading.problem(problem);
    const known = await lastKnown(
      reading,
      `${PREFIX}${withProjectId(ring, session.projectId)}/cryptoKeys/`,
      [...VERSION_FIELDS, 'rotationEnabled', 'rotationPeriodDays', 'rotationDueAt'],
      `${problem.code} on ${problem.operation}`,
    );
    yield known.filter(({ id }) => !seen.has(id));
  }
}

/** A denial, an API that is off, throttling and silence concern the service: the other rings would get the same. */
function concernsOneRing(error: unknown): boolean {
  if (!(error instanceof GcpError)) return false;
  return error.code === BAD_ANSWER || error.code === REPEATED_PAGE || (error.status ?? 0) >= 500;
}

/** An enabled primary is enough; otherwise the other versions are needed. */
function needsVersions({ primary }: GcpKey): boolean {
  return primary?.state !== 'ENABLED';
}

async function versionsFor(
  session: GcpSession,
  key: GcpKey,
  reading: Reading,
): Promise<KeyVersions | 'gone'> {
  if (!needsVersions(key)) return undefined;
  try {
    return await allVersions(session, key.name);
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    const { problem } = gcpFailure(error, LIST_VERSIONS.permission);
    reading.problem({ ...problem, skcs: 1 });
    return { unread: `${problem.code} on ${problem.operation}` };
  }
}

/** @throws {GcpError} also if one of them is not in its documented form: which one is current is then unknown. */
async function allVersions(session: GcpSession, key: string): Promise<GcpKeyVersion[]> {
  const call = asking(session, LIST_VERSIONS, `${key}/cryptoKeyVersions`);
  const form = z.object({ cryptoKeyVersions: z.array(keyVersionSchema).nullish() });
  const versions: GcpKeyVersion[] = [];
  for await (const { page } of session.rest.pages(call))
    versions.push(...(checked(call, form, page).cryptoKeyVersions ?? []));
  return versions;
}

async function fromInventory(session: GcpSession, reading: Reading): Promise<Skc[]> {
  const isHere = ({ name }: { name: string }) => locationOf(name) === reading.target.location;
  const keys = await fromAssets(session, KEYS, reading, isHere);
  const byKey = new Map<string, GcpKeyVersion[]>();
  for (const version of await fromAssets(session, VERSIONS, reading, isHere)) {
    const key = version.name.replace(/\/cryptoKeyVersions\/[^/]+$/, '');
    const versions = byKey.get(key) ?? [];
    versions.push(version);
    byKey.set(key, versions);
  }
  return keys.flatMap(
    (key) =>
      normaliseKey(key, needsVersions(key) ? (byKey.get(key.name) ?? []) : undefined, reading.target) ?? [],
  );
}

function preciseReadings(): PreciseReading<GcpSession>[] {
  const schedule = ['rotationEnabled', 'rotationPeriodDays', 'rotationDueAt'] as const;
  const version = ['versionCreatedAt', 'lastRotatedAt', 'currentVersion'] as const;
  const read = async (session: GcpSession, skc: Skc): Promise<Partial<Skc>> => {
    const call = asking(session, GET_KEY, nameOf(skc.id));
    const key = checked(call, keySchema, await session.rest.ask(call));
    const now = normaliseKey(key, undefined, { ...skc, source: skc.type });
    // This call returns a version only for keys with a primary.
    const from = (field: (typeof version)[number]) => (key.primary === undefined ? skc[field] : now?.[field]);
    return Object.fromEntries([
      ...schedule.map((field) => [field, now?.[field]]),
      ...version.map((field) => [field, from(field)]),
    ]);
  };
  const fields = [...schedule, ...version];
  return [
    confirmedDirectly({ field: 'rotationEnabled', confirms: ['rotation-off'], fields }, read),
    confirmedDirectly({ field: 'rotationDueAt', confirms: ['rotation-failed'], fields }, read),
    confirmedDirectly({ field: 'versionCreatedAt', confirms: ['rotation-overdue'], fields }, read),
  ];
}
