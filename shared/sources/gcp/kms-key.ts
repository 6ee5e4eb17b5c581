import pLimit from 'p-limit';
import * as z from 'zod';
import { gcpFailure } from '../../clouds/gcp/problem.ts';
import { checked, type GcpCall } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import { byName, fromAssets, inForm, locationOf, type GcpSource } from './contract.ts';
import { keySchema, nameOf, normaliseKey, type GcpKey, type KeyVersions } from './kms-key-fields.ts';
import { keyVersionSchema, type GcpKeyVersion } from './kms-key-version.ts';
import { locationsOf } from './locations.ts';
import { confirmedDirectly } from './precise.ts';
import type { RotationAbility } from '../traits.ts';
import { gcpConsole } from './console.ts';

const PAGE = '1000';
const AT_ONCE = 8;

const ringSchema = z.object({ name: z.string().min(1) });
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

  locations: async (session) =>
    session.assets === undefined
      ? locationsOf(session, 'cloudkms')
      : session.assets.locations(KEYS, session.projectId),

  async *list(session, reading) {
    if (session.assets !== undefined) {
      yield await fromInventory(session, reading);
      return;
    }
    const place = `projects/${session.projectId}/locations/${reading.target.location}`;
    const rings = listing(session, 'ListKeyRings', `${place}/keyRings`);
    for await (const page of session.rest.pages(rings))
      for (const ring of inForm(rings, page, 'keyRings', ringSchema, reading))
        yield* keysOf(session, ring.name, reading);
  },

  async isGone(session, skc) {
    return (await byName(session, listing(session, 'GetCryptoKey', nameOf(skc.id)), keySchema)) === undefined;
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

function listing(session: GcpSession, operation: string, path: string): GcpCall {
  const call = {
    host: 'cloudkms',
    operation: `cloudkms:${operation}`,
    project: session.projectId,
    path: `/v1/${path}`,
  };
  return operation.startsWith('List') ? { ...call, query: { pageSize: PAGE } } : call;
}

async function* keysOf(session: GcpSession, ring: string, reading: Reading): AsyncIterable<Skc[]> {
  const call = listing(session, 'ListCryptoKeys', `${ring}/cryptoKeys`);
  const limit = pLimit(AT_ONCE);
  for await (const page of session.rest.pages(call)) {
    const keys = inForm(call, page, 'cryptoKeys', keySchema, reading);
    const read = await Promise.all(
      keys.map((key) =>
        limit(async () => normaliseKey(key, await versionsFor(session, key, reading), reading.target)),
      ),
    );
    yield read.filter((skc) => skc !== undefined);
  }
}

/** An enabled primary is enough; otherwise the other versions are needed. */
function needsVersions({ primary }: GcpKey): boolean {
  return primary?.state !== 'ENABLED';
}

async function versionsFor(session: GcpSession, key: GcpKey, reading: Reading): Promise<KeyVersions> {
  if (!needsVersions(key)) return undefined;
  const call = listing(session, 'ListCryptoKeyVersions', `${key.name}/cryptoKeyVersions`);
  const form = z.object({ cryptoKeyVersions: z.array(keyVersionSchema).default([]) });
  const versions: GcpKeyVersion[] = [];
  try {
    for await (const page of session.rest.pages(call))
      versions.push(...checked(call, form, page).cryptoKeyVersions);
    return versions;
  } catch (error) {
    const { problem } = gcpFailure(error, 'cloudkms.cryptoKeyVersions.list');
    reading.problem({ ...problem, skcs: 1 });
    return { unread: `${problem.code} on ${problem.operation}` };
  }
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
    const call = listing(session, 'GetCryptoKey', nameOf(skc.id));
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
