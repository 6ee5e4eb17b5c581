import pLimit from 'p-limit';
import * as z from 'zod';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import { entryOf } from '../../clouds/gcp/entries.ts';
import { gcpFailure } from '../../clouds/gcp/problem.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import { earliest, type Instant } from '../../model/instant.ts';
import { sanitize } from '../../model/sanitize.ts';
import { accountIdOf, type Target } from '../../model/target.ts';
import type { Reading } from '../contract.ts';
import { detailFields, type Unread } from '../fields.ts';
import {
  byName,
  fromAssets,
  givenDate,
  inForm,
  isNotFound,
  lastKnown,
  lastPart,
  markOdd,
  pageFromAssets,
  withProjectId,
  type GcpSource,
} from './contract.ts';
import { pagesFrom, refusesCursor } from './continuing.ts';
import { gcpConsole } from './console.ts';

/** Maximum page size (IAM API, serviceAccounts.list). */
const PAGE = '100';
const AT_ONCE = 8;

const accountSchema = entryOf(
  z.object({
    name: z.string().min(1),
    email: z.string().min(1),
    uniqueId: z.string().optional(),
    disabled: z.boolean().optional(),
  }),
);
export type GcpServiceAccount = z.output<typeof accountSchema>;

const keySchema = entryOf(
  z.object({
    name: z.string().min(1),
    validAfterTime: z.string().optional(),
    validBeforeTime: z.string().optional(),
    keyAlgorithm: z.string().optional(),
    keyOrigin: z.string().optional(),
    keyType: z.string().optional(),
    disabled: z.boolean().optional(),
    disableReason: z.string().optional(),
    extendedStatus: z
      .array(z.object({ key: z.string().optional(), value: z.string().optional() }))
      .optional(),
  }),
);
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
    // Uploaded keys may have any end.
    longestLifeDays: 3650,
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

  /** Each account costs a call for its keys, so a project of many is continued where a call's time ends. */
  async *list(session, reading) {
    if (session.assets !== undefined) {
      yield* pageFromAssets(session, KEYS, () => fromInventory(session, reading));
      return;
    }
    const { projectId } = session;
    const call = asking(session, LIST_ACCOUNTS, `projects/${projectId}/serviceAccounts`, { pageSize: PAGE });
    const limit = pLimit(AT_ONCE);
    for await (const { page, next } of pagesFrom(session, call, reading)) {
      const accounts = inForm(call, page, 'accounts', accountSchema, reading);
      const keys = await Promise.all(
        accounts.map((account) => limit(() => keysOf(session, account, reading))),
      );
      if (next !== undefined) reading.continuesAt(next);
      yield keys.flat();
    }
  },

  refusesCursor,

  async isGone(session, skc) {
    return (await byName(session, asking(session, GET_KEY, nameOf(skc.id)), keySchema)) === undefined;
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

type Asked = Pick<GcpCall, 'operation' | 'permission'>;
const LIST_ACCOUNTS: Asked = {
  operation: 'iam:ListServiceAccounts',
  permission: 'iam.serviceAccounts.list',
};
const LIST_KEYS: Asked = {
  operation: 'iam:ListServiceAccountKeys',
  permission: 'iam.serviceAccountKeys.list',
};
const GET_KEY: Asked = { operation: 'iam:GetServiceAccountKey', permission: 'iam.serviceAccountKeys.get' };

function asking(session: GcpSession, asked: Asked, path: string, query: GcpCall['query'] = {}): GcpCall {
  return { ...asked, host: 'iam', project: session.projectId, path: `/v1/${path}`, query };
}

/**
 * The keys of one account; none if it was deleted since it was listed. If they cannot be read, the known ones are
 * returned, so that they do not appear to be deleted.
 */
async function keysOf(session: GcpSession, account: GcpServiceAccount, reading: Reading): Promise<Skc[]> {
  const call = asking(session, LIST_KEYS, `${account.name}/keys`, { keyTypes: 'USER_MANAGED' });
  try {
    const keys = inForm(call, await session.rest.ask(call), 'keys', keySchema, reading);
    const normalised = keys.map((key) => normaliseServiceAccountKey(key, account, reading.target));
    return withSuccessors(normalised, reading.now);
  } catch (error) {
    if (isNotFound(error)) return [];
    const { problem } = gcpFailure(error, call.permission);
    reading.problem(problem);
    const name = withProjectId(account.name, session.projectId);
    return lastKnown(reading, `${PREFIX}${name}/keys/`, ['state'], `${problem.code} on ${problem.operation}`);
  }
}

async function fromInventory(session: GcpSession, reading: Reading): Promise<Skc[]> {
  const accounts = new Map<string, GcpServiceAccount>();
  for (const account of await fromAssets(session, ACCOUNTS, reading)) {
    accounts.set(account.email, account);
    if (account.uniqueId !== undefined) accounts.set(account.uniqueId, account);
  }
  const keys = (await fromAssets(session, KEYS, reading))
    .filter(({ keyType }) => keyType === undefined || keyType === 'USER_MANAGED')
    .map((key) => normaliseServiceAccountKey(key, accounts.get(accountIn(key)), reading.target));
  return [...Map.groupBy(keys, ({ holder }) => holder).values()].flatMap((ofAccount) =>
    withSuccessors(ofAccount, reading.now),
  );
}

/** The address or, as some services name it, the unique id of a key's account. */
function accountIn({ name }: Pick<GcpServiceAccountKey, 'name'>): string {
  return /\/serviceAccounts\/([^/]+)\//.exec(name)?.[1] ?? '';
}

/** Google's expiry date of keys that never expire. */
const NEVER = '9999-';

/** The fields that come from a member. */
const FIELDS = {
  validAfterTime: ['createdAt', 'versionCreatedAt', 'notBefore'],
  validBeforeTime: ['expiresAt'],
  keyAlgorithm: ['keyAlgorithm'],
  disabled: ['state', 'status'],
  disableReason: ['leakedBecause'],
  extendedStatus: ['leakedBecause'],
} as const;

/** Pure: converts a key to an SKC. A key of a disabled account is as unusable as a disabled key. */
export function normaliseServiceAccountKey(
  key: GcpServiceAccountKey,
  account: GcpServiceAccount | undefined,
  target: Target,
): Skc {
  const unread: Unread = { unknown: {} };
  markOdd(key, FIELDS, unread);
  if (account?.odd?.includes('disabled') === true)
    unread.unknown['state'] = 'disabled of its account is not in its documented form';
  const email = account?.email ?? accountIn(key);
  const id = lastPart(key.name);
  const createdAt = givenDate(key.validAfterTime, 'createdAt', unread);
  const off = key.disabled === true || account?.disabled === true;
  return {
    id: `${PREFIX}projects/${accountIdOf(target.account)}/serviceAccounts/${email}/keys/${id}`,
    kind: 'secret',
    type: 'gcp.service-account-key',
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name: `${email}/${id}`,
    state: off ? 'suspended' : 'active',
    status: key.disabled === true ? 'disabled' : account?.disabled === true ? 'account disabled' : 'enabled',
    createdAt,
    notBefore: createdAt,
    versionCreatedAt: givenDate(key.validAfterTime, 'versionCreatedAt', unread),
    currentVersion: id,
    expiresAt:
      key.validBeforeTime?.startsWith(NEVER) === true
        ? undefined
        : givenDate(key.validBeforeTime, 'expiresAt', unread),
    keyAlgorithm: key.keyAlgorithm,
    origin: key.keyOrigin,
    leakedBecause: leakOf(key),
    holder: email,
    details: detailFields({
      serviceAccount: email,
      disabledBecause: REASONS.get(lastWord(key.disableReason)),
    }),
    unknown: unread.unknown,
    precise: {},
  };
}

/**
 * Google's flags for keys that it found in public, or in the hands of an attacker. `extendedStatus` stays for the key's
 * life, also after it is enabled again. Source: IAM API v1, `ServiceAccountKey`.
 */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ['EXPOSED', 'Google found it published'],
  ['COMPROMISE_DETECTED', 'Google detected that it was compromised'],
]);

const REASONS: ReadonlyMap<string, string> = new Map([
  ['USER_INITIATED', 'disabled by a user'],
  ['EXPOSED', 'disabled by Google: it was found published'],
  ['COMPROMISE_DETECTED', 'disabled by Google: it was compromised'],
]);

function leakOf({ disableReason, extendedStatus = [] }: GcpServiceAccountKey): string | undefined {
  for (const { key, value } of extendedStatus) {
    const flag = FLAGS.get(lastWord(key));
    if (flag !== undefined)
      return value === undefined || value === '' ? flag : `${flag} (${sanitize(value, 200)})`;
  }
  return FLAGS.get(lastWord(disableReason));
}

/** `EXPOSED` of `SERVICE_ACCOUNT_KEY_DISABLE_REASON_EXPOSED` and of `SERVICE_ACCOUNT_KEY_EXTENDED_STATUS_KEY_EXPOSED`. */
function lastWord(word: string | undefined): string {
  return (word ?? '').replace(/^SERVICE_ACCOUNT_KEY_(DISABLE_REASON|EXTENDED_STATUS_KEY)_/, '');
}

/** Pure: for each key of one account, when the first newer one that is in force was made. */
function withSuccessors(keys: readonly Skc[], now: Instant): Skc[] {
  const made = keys
    .filter(
      ({ state, expiresAt, unknown }) =>
        state === 'active' && unknown['state'] === undefined && (expiresAt === undefined || expiresAt > now),
    )
    .flatMap(({ createdAt }) => createdAt ?? []);
  return keys.map((key) => {
    const { createdAt } = key;
    const later = createdAt === undefined ? [] : made.filter((each) => each > createdAt);
    return { ...key, supersededAt: earliest(...later) };
  });
}
