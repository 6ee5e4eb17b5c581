import pLimit from 'p-limit';
import * as z from 'zod';
import { checked, type GcpCall } from '../../clouds/gcp/rest.ts';
import { gcpFailure } from '../../clouds/gcp/problem.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import type { Reading } from '../contract.ts';
import { dateField, detailFields, type Unread } from '../fields.ts';
import { byName, fromAssets, inForm, lastPart, type GcpSource } from './contract.ts';
import { gcpConsole } from './console.ts';

/** Maximum page size (IAM API, serviceAccounts.list). */
const PAGE = '100';
const AT_ONCE = 8;

const accountSchema = z.object({
  name: z.string().min(1),
  email: z.string(),
  disabled: z.boolean().optional(),
});
export type GcpServiceAccount = z.output<typeof accountSchema>;

const keySchema = z.object({
  name: z.string().min(1),
  validAfterTime: z.string().optional(),
  validBeforeTime: z.string().optional(),
  keyAlgorithm: z.string().optional(),
  keyOrigin: z.string().optional(),
  keyType: z.string().optional(),
  disabled: z.boolean().optional(),
});
export type GcpServiceAccountKey = z.output<typeof keySchema>;

const ACCOUNTS = { type: 'iam.googleapis.com/ServiceAccount', schema: accountSchema };
const KEYS = { type: 'iam.googleapis.com/ServiceAccountKey', schema: keySchema };

/**
 * User-managed keys of service accounts. Keys that Google creates and rotates are left out. Facts: IAM API v1
 * (serviceAccounts.keys) and its guide, "Service account keys".
 */
export const serviceAccountKey: GcpSource = {
  type: 'gcp.service-account-key',
  cloud: 'gcp',
  kind: 'secret',
  title: 'Service account key',
  scope: 'global',
  traits: {
    lastUse: 'never',
    algorithm: 'given',
    end: 'optional',
    standing: 'by-end',
    rotation: { by: 'people' },
    deletion: 'at-once',
    // Neither keys nor service accounts have labels (IAM API v1, serviceAccounts and serviceAccounts.keys).
    tags: 'none',
    rotationLimitDays: 90,
    rotatesBeside: true,
  },
  nextSteps: {
    expired: replace,
    expiring: replace,
    'rotation-overdue': replace,
    'superseded-still-active': () =>
      'Check that every client uses the newer key, disable this one, then delete it.',
    'never-expires': () =>
      'Move clients to workload identity and delete it; limit new keys by organization policy.',
  },
  console: (skc) =>
    gcpConsole(
      skc,
      `iam-admin/serviceaccounts/details/${encodeURIComponent(String(skc.details['serviceAccount'] ?? ''))}/keys`,
    ),
  api: 'iam.googleapis.com',
  assetKinds: [ACCOUNTS, KEYS],
  permissions: [
    { action: 'iam.serviceAccounts.list', use: 'list' },
    { action: 'iam.serviceAccountKeys.list', use: 'list' },
    { action: 'iam.serviceAccountKeys.get', use: 'absence' },
  ],
  denied: [
    'iam.serviceAccountKeys.create',
    'iam.serviceAccounts.getAccessToken',
    'iam.serviceAccounts.getOpenIdToken',
    'iam.serviceAccounts.signBlob',
    'iam.serviceAccounts.signJwt',
    'iam.serviceAccounts.implicitDelegation',
  ],
  locations: () => Promise.resolve([]),

  async *list(session, reading) {
    if (session.assets !== undefined) {
      yield await fromInventory(session, reading);
      return;
    }
    const { projectId } = session;
    const call = asking(session, 'ListServiceAccounts', `projects/${projectId}/serviceAccounts`, {
      pageSize: PAGE,
    });
    const limit = pLimit(AT_ONCE);
    for await (const page of session.rest.pages(call)) {
      const accounts = inForm(call, page, 'accounts', accountSchema, reading);
      yield (
        await Promise.all(accounts.map((account) => limit(() => keysOf(session, account, reading))))
      ).flat();
    }
  },

  async isGone(session, skc) {
    return (
      (await byName(session, asking(session, 'GetServiceAccountKey', nameOf(skc.id)), keySchema)) ===
      undefined
    );
  },

  precise: [],
};

function replace(): string {
  return 'Move clients to workload identity or a new key; disable this one, then delete it.';
}

const PREFIX = '//iam.googleapis.com/';

function nameOf(id: string): string {
  return id.slice(PREFIX.length);
}

function asking(session: GcpSession, operation: string, path: string, query: GcpCall['query'] = {}): GcpCall {
  return {
    host: 'iam',
    operation: `iam:${operation}`,
    project: session.projectId,
    path: `/v1/${path}`,
    query,
  };
}

/**
 * The keys of one account. If they cannot be read, the known ones are returned, so that they do not appear to be
 * deleted.
 */
async function keysOf(session: GcpSession, account: GcpServiceAccount, reading: Reading): Promise<Skc[]> {
  const call = asking(session, 'ListServiceAccountKeys', `${account.name}/keys`, {
    keyTypes: 'USER_MANAGED',
  });
  try {
    const answer = await session.rest.ask(call);
    return inForm(call, checked(call, z.object({}).loose(), answer), 'keys', keySchema, reading).map((key) =>
      normaliseServiceAccountKey(key, account, reading.target),
    );
  } catch (error) {
    const { problem } = gcpFailure(error, 'iam.serviceAccountKeys.list');
    reading.problem(problem);
    return lastKnownKeys(account, reading, `${problem.code} on ${problem.operation}`);
  }
}

async function lastKnownKeys(account: GcpServiceAccount, reading: Reading, why: string): Promise<Skc[]> {
  const known = [...(await reading.known()).values()].filter(
    ({ id, absentAt }) => absentAt === undefined && id.startsWith(`${PREFIX}${account.name}/keys/`),
  );
  return known.map(({ revision: _revision, discoveredAt: _discovered, changedAt: _changed, ...skc }) => ({
    ...skc,
    unknown: { ...skc.unknown, state: why },
  }));
}

async function fromInventory(session: GcpSession, reading: Reading): Promise<Skc[]> {
  const accounts = new Map(
    (await fromAssets(session, ACCOUNTS, reading)).map((account) => [account.email, account]),
  );
  return (await fromAssets(session, KEYS, reading))
    .filter(({ keyType }) => keyType === undefined || keyType === 'USER_MANAGED')
    .map((key) => normaliseServiceAccountKey(key, accounts.get(emailOf(key)), reading.target));
}

function emailOf({ name }: GcpServiceAccountKey): string {
  return /\/serviceAccounts\/([^/]+)\//.exec(name)?.[1] ?? '';
}

/** Google's expiry date of keys that never expire. */
const NEVER = '9999-';

/** Pure: converts a key to an SKC. A key of a disabled account is as unusable as a disabled key. */
export function normaliseServiceAccountKey(
  key: GcpServiceAccountKey,
  account: GcpServiceAccount | undefined,
  target: Target,
): Skc {
  const unread: Unread = { unknown: {} };
  const createdAt = dateField(key.validAfterTime, 'createdAt', unread);
  const ends = key.validBeforeTime !== undefined && !key.validBeforeTime.startsWith(NEVER);
  const off = key.disabled === true || account?.disabled === true;
  return {
    id: `${PREFIX}${key.name}`,
    kind: 'secret',
    type: 'gcp.service-account-key',
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name: `${emailOf(key)}/${lastPart(key.name)}`,
    state: off ? 'suspended' : 'active',
    status: key.disabled === true ? 'disabled' : account?.disabled === true ? 'account disabled' : 'enabled',
    createdAt,
    versionCreatedAt: createdAt,
    currentVersion: lastPart(key.name),
    expiresAt: ends ? dateField(key.validBeforeTime, 'expiresAt', unread) : undefined,
    keyAlgorithm: key.keyAlgorithm,
    origin: key.keyOrigin,
    details: detailFields({ serviceAccount: emailOf(key) }),
    unknown: unread.unknown,
    precise: {},
  };
}
