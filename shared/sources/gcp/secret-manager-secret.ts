import * as z from 'zod';
import { textsSchema } from '../../model/fields.ts';
import pLimit from 'p-limit';
import { entryOf } from '../../clouds/gcp/entries.ts';
import { gcpFailure } from '../../clouds/gcp/problem.ts';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import { checked } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { PreciseReading, Reading } from '../contract.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';
import {
  byName,
  daysOf,
  fromAssets,
  givenDate,
  inForm,
  isNotFound,
  lastPart,
  locationOf,
  markOdd,
  pageFromAssets,
  type GcpSource,
} from './contract.ts';
import { pagesFrom, refusesCursor } from './continuing.ts';
import { locationsOf } from './locations.ts';
import { confirmedDirectly } from './precise.ts';
import { mayBeMissed, withSchedule } from './rotation-schedule.ts';
import { gcpConsole } from './console.ts';
import {
  currentVersionFields,
  secretVersionSchema,
  VERSION_FIELDS,
  type GcpSecretVersion,
} from './secret-version.ts';

/**
 * Each secret costs a call for its versions, of which the quota allows 540 a minute, so a page takes about a minute. A
 * call of a function pauses between pages. The service allows 25,000 (Secret Manager API, secrets.list).
 */
const PAGE = '500';
/** Versions are listed newest first, so the current one is almost always on a small page. */
const VERSIONS_PAGE = '25';
const AT_ONCE = 8;

const secretSchema = entryOf(
  z.object({
    name: z.string().min(1),
    createTime: z.string().optional(),
    expireTime: z.string().optional(),
    labels: textsSchema.optional(),
    rotation: z
      .object({ nextRotationTime: z.string().optional(), rotationPeriod: z.string().optional() })
      .optional(),
    topics: z.array(z.object({ name: z.string() })).optional(),
    versionDestroyTtl: z.string().optional(),
    replication: z
      .object({
        automatic: z.object({ customerManagedEncryption: kmsKeyName() }).optional(),
        userManaged: z
          .object({ replicas: z.array(z.object({ location: z.string() })).default([]) })
          .optional(),
      })
      .optional(),
    customerManagedEncryption: kmsKeyName(),
  }),
);
export type GcpSecret = z.output<typeof secretSchema>;

function kmsKeyName() {
  return z.object({ kmsKeyName: z.string().optional() }).optional();
}

const SECRETS = {
  type: 'secretmanager.googleapis.com/Secret',
  schema: secretSchema,
  locationOf: ({ name }: GcpSecret) => locationOf(name),
};
const VERSIONS = { type: 'secretmanager.googleapis.com/SecretVersion', schema: secretVersionSchema };

/** A secret's versions, or why they could not be read. */
type Versions = readonly GcpSecretVersion[] | { unread: string };

/**
 * Secrets of Google's Secret Manager, global and regional.
 * Facts: Secret Manager API v1 and its guides (rotation schedules, expiration, delayed destruction, regional secrets).
 */
export const secretManagerSecret: GcpSource = {
  type: 'gcp.secret-manager-secret',
  cloud: 'gcp',
  kind: 'secret',
  title: 'Secret Manager secret',
  scope: 'regional',
  traits: {
    lastUse: 'never',
    algorithm: 'not-given',
    end: 'optional',
    standing: 'by-end',
    rotation: { by: 'schedule' },
    deletion: {},
    tags: 'listing',
  },
  nextSteps: {
    expired: () =>
      'Google destroyed it: create it again in Secret Manager with a new value for every client.',
    expiring: () =>
      'Google will destroy it for good: extend its expiry in Secret Manager, or replace it first.',
    'rotation-failed': () =>
      'Add a new version now, then find out why nothing acts on the messages of its rotation topic.',
    'rotation-overdue': ({ rotationEnabled }) =>
      rotationEnabled === true
        ? 'Open Secret Manager and shorten its rotation period.'
        : 'Add a new version in Secret Manager and disable the old one, or set a rotation schedule.',
    'never-expires': () =>
      'Open Secret Manager and set a rotation schedule or an expiry, or delete it if unused.',
    'pending-deletion': () =>
      'If anything still needs it, open Secret Manager and enable its newest version again.',
  },
  console: (skc) =>
    gcpConsole(
      skc,
      skc.location === 'global'
        ? `security/secret-manager/secret/${skc.name}/versions`
        : 'security/secret-manager/regional',
    ),
  api: 'secretmanager.googleapis.com',
  assetKinds: [SECRETS, VERSIONS],
  permissions: [
    { action: 'secretmanager.secrets.list', use: 'list' },
    { action: 'secretmanager.locations.list', use: 'list' },
    { action: 'secretmanager.versions.list', use: 'detail' },
    { action: 'secretmanager.secrets.get', use: 'verify' },
  ],
  denied: ['secretmanager.versions.access'],

  locations: async (session, problem) =>
    session.assets === undefined
      ? locationsOf(session, 'secretmanager', problem)
      : session.assets.locations(SECRETS, session.projectId),

  async *list(session, reading) {
    if (session.assets !== undefined) {
      yield* pageFromAssets(session, SECRETS, () => fromInventory(session, reading));
      return;
    }
    const { location } = reading.target;
    const path = `projects/${session.projectId}${placeOf(location)}/secrets`;
    const call = asking(session, LIST, location, path, { pageSize: PAGE });
    const limit = pLimit(AT_ONCE);
    for await (const { page, next } of pagesFrom(session, call, reading)) {
      const skcs = await Promise.all(
        inForm(call, page, 'secrets', secretSchema, reading).map((secret) =>
          limit(async () => {
            const versions = await versionsOf(session, secret.name, reading);
            return versions === 'gone' ? [] : [await normalised(secret, versions, reading)];
          }),
        ),
      );
      if (next !== undefined) reading.continuesAt(next);
      yield skcs.flat();
    }
  },

  refusesCursor,

  async isGone(session, skc) {
    return (
      (await byName(session, asking(session, GET, skc.location, nameOf(skc.id)), secretSchema)) === undefined
    );
  },

  precise: preciseReadings(),
};

const PREFIX = '//secretmanager.googleapis.com/';

function nameOf(id: string): string {
  return id.slice(PREFIX.length);
}

type Asked = Pick<GcpCall, 'operation' | 'permission'>;
const LIST: Asked = { operation: 'secretmanager:ListSecrets', permission: 'secretmanager.secrets.list' };
const LIST_VERSIONS: Asked = {
  operation: 'secretmanager:ListSecretVersions',
  permission: 'secretmanager.versions.list',
};
const GET: Asked = { operation: 'secretmanager:GetSecret', permission: 'secretmanager.secrets.get' };

/** Regional secrets are served only by their region's endpoint. */
function asking(
  { projectId: project }: GcpSession,
  asked: Asked,
  location: string,
  path: string,
  query: GcpCall['query'] = {},
): GcpCall {
  const host = location === 'global' ? 'secretmanager' : `secretmanager.${location}.rep`;
  return { ...asked, host, project, path: `/v1/${path}`, query };
}

function placeOf(location: string): string {
  return location === 'global' ? '' : `/locations/${location}`;
}

async function fromInventory(session: GcpSession, reading: Reading): Promise<Skc[]> {
  const isHere = ({ name }: { name: string }) => locationOf(name) === reading.target.location;
  const secrets = await fromAssets(session, SECRETS, reading, isHere);
  const bySecret = new Map<string, GcpSecretVersion[]>();
  for (const version of await fromAssets(session, VERSIONS, reading, isHere)) {
    const secret = version.name.replace(/\/versions\/[^/]+$/, '');
    const versions = bySecret.get(secret) ?? [];
    versions.push(version);
    bySecret.set(secret, versions);
  }
  return Promise.all(secrets.map((secret) => normalised(secret, bySecret.get(secret.name) ?? [], reading)));
}

/**
 * The newest versions of a secret, up to one that is enabled.
 * @throws {GcpError} also if one of them is not in its documented form: which one is current is then unknown.
 */
async function newestVersions(session: GcpSession, name: string): Promise<GcpSecretVersion[]> {
  const query = { pageSize: VERSIONS_PAGE };
  const call = asking(session, LIST_VERSIONS, locationOf(name), `${name}/versions`, query);
  const versions: GcpSecretVersion[] = [];
  const form = z.object({ versions: z.array(secretVersionSchema).nullish() });
  for await (const { page } of session.rest.pages(call)) {
    versions.push(...(checked(call, form, page).versions ?? []));
    if (versions.some(({ state }) => state === 'ENABLED')) break;
  }
  return versions;
}

async function versionsOf(session: GcpSession, name: string, reading: Reading): Promise<Versions | 'gone'> {
  try {
    return await newestVersions(session, name);
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    const { problem } = gcpFailure(error, LIST_VERSIONS.permission);
    reading.problem({ ...problem, skcs: 1 });
    return { unread: `${problem.code} on ${problem.operation}` };
  }
}

/** Evaluating the schedule needs the stored SKC, which is read from the table only if needed. */
async function normalised(secret: GcpSecret, versions: Versions, reading: Reading): Promise<Skc> {
  const skc = normaliseSecret(secret, versions, reading.target);
  if (!mayBeMissed(skc)) return skc;
  return withSchedule(skc, (await reading.known()).get(skc.id), reading.now);
}

/** The fields that come from a member. */
const FIELDS = {
  createTime: ['createdAt'],
  expireTime: ['expiresAt', 'destroysItself'],
  labels: ['tags'],
  rotation: ['rotationEnabled', 'rotationPeriodDays', 'rotationDueAt'],
} as const;

/** Pure: converts a secret and its versions to an SKC; the schedule's next date is taken unchanged. */
export function normaliseSecret(secret: GcpSecret, versions: Versions, target: Target): Skc {
  const unread: Unread = { unknown: {} };
  markOdd(secret, FIELDS, unread);
  const current = 'unread' in versions ? {} : currentVersionFields(versions, unread);
  if ('unread' in versions) for (const field of VERSION_FIELDS) unread.unknown[field] = versions.unread;
  const expiresAt = dateField(secret.expireTime, 'expiresAt', unread);
  const { rotation } = secret;
  const rotates = rotation?.nextRotationTime !== undefined;
  // A period without a date is no schedule that the service documents.
  if (!rotates && rotation?.rotationPeriod !== undefined)
    unread.unknown['rotationEnabled'] = 'Google returned a rotation period without its next date';
  const replicas = secret.replication?.userManaged?.replicas.map(({ location }) => location);
  return {
    id: `${PREFIX}${secret.name}`,
    kind: 'secret',
    type: 'gcp.secret-manager-secret',
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name: lastPart(secret.name),
    state: 'active',
    ...current,
    createdAt: givenDate(secret.createTime, 'createdAt', unread),
    expiresAt,
    destroysItself: secret.expireTime === undefined ? undefined : true,
    rotationEnabled: unread.unknown['rotationEnabled'] === undefined ? rotates : undefined,
    rotationPeriodDays: rotates ? daysOf(rotation.rotationPeriod) : undefined,
    rotationDueAt: rotates ? dateField(rotation.nextRotationTime, 'rotationDueAt', unread) : undefined,
    tags: secret.odd?.includes('labels') === true ? undefined : (secret.labels ?? {}),
    details: detailFields({
      replicas: replicas?.toSorted().join(', '),
      kmsKey:
        secret.customerManagedEncryption?.kmsKeyName ??
        secret.replication?.automatic?.customerManagedEncryption?.kmsKeyName,
      topics: secret.topics?.map(({ name }) => name).join(', '),
      versionDestroyDelayDays: daysOf(secret.versionDestroyTtl),
    }),
    unknown: unread.unknown,
    precise: {},
  };
}

function preciseReadings(): PreciseReading<GcpSession>[] {
  const readVersions = async (session: GcpSession, skc: Skc): Promise<Partial<Skc>> => {
    const unread: Unread = { unknown: {} };
    const facts = currentVersionFields(await newestVersions(session, nameOf(skc.id)), unread);
    return Object.keys(unread.unknown).length > 0 ? { unknown: unread.unknown } : facts;
  };
  return [
    confirmedDirectly(
      { field: 'versionCreatedAt', confirms: ['rotation-overdue'], fields: VERSION_FIELDS },
      readVersions,
    ),
    confirmedDirectly(
      { field: 'rotationDueAt', confirms: ['rotation-failed'], fields: [...VERSION_FIELDS, 'rotationDueAt'] },
      async (session, skc, now) => {
        const facts = await readVersions(session, skc);
        return { ...facts, rotationDueAt: withSchedule({ ...skc, ...facts }, undefined, now).rotationDueAt };
      },
    ),
    confirmedDirectly(
      { field: 'expiresAt', confirms: ['expired', 'expiring'], fields: ['expiresAt'] },
      async (session, skc) => {
        const call = asking(session, GET, skc.location, nameOf(skc.id));
        const { expireTime } = checked(call, secretSchema, await session.rest.ask(call));
        return { expiresAt: dateField(expireTime, 'expiresAt', { unknown: {} }) };
      },
    ),
  ];
}
