import * as z from 'zod';
import { textsSchema } from '../../model/fields.ts';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc } from '../../model/skc.ts';
import type { Target } from '../../model/target.ts';
import { entryOf } from '../../clouds/gcp/entries.ts';
import { detailFields, type Unread } from '../fields.ts';
import {
  byName,
  fromAssets,
  givenDate,
  inForm,
  lastPart,
  markOdd,
  pageFromAssets,
  type GcpSource,
} from './contract.ts';
import { gcpConsole } from './console.ts';

const PAGE = '300';

const keySchema = entryOf(
  z.object({
    name: z.string().min(1),
    displayName: z.string().optional(),
    createTime: z.string().optional(),
    deleteTime: z.string().optional(),
    annotations: textsSchema.optional(),
    restrictions: z
      .object({
        apiTargets: z.array(z.object({ service: z.string() })).optional(),
        browserKeyRestrictions: z.object({}).optional(),
        serverKeyRestrictions: z.object({}).optional(),
        androidKeyRestrictions: z.object({}).optional(),
        iosKeyRestrictions: z.object({}).optional(),
      })
      .optional(),
  }),
);
export type GcpApiKey = z.output<typeof keySchema>;

const KEYS = { type: 'apikeys.googleapis.com/Key', schema: keySchema };

/**
 * API keys. They have no expiry, no last use and no versions: to rotate, a new key is created and the old one
 * deleted. Facts: API Keys API v2 (projects.locations.keys); a key's value is returned only by `getKeyString`.
 */
export const apiKey: GcpSource = {
  type: 'gcp.api-key',
  cloud: 'gcp',
  kind: 'secret',
  title: 'API key',
  scope: 'global',
  traits: {
    lastUse: 'never',
    algorithm: 'not-given',
    end: 'never',
    standing: 'by-end',
    rotation: { by: 'people' },
    deletion: 'at-once',
    // It has no labels; its annotations are key-value pairs that tools and people may set.
    tags: 'listing',
  },
  nextSteps: {
    'rotation-overdue': () =>
      'Create a second key with the same restrictions, move clients to it, then delete this one.',
    'never-expires': () => 'Delete it if unused; else restrict it, and replace it once a year.',
  },
  console: (skc) => gcpConsole(skc, `apis/credentials/key/${skc.currentVersion ?? ''}`),
  api: 'apikeys.googleapis.com',
  assetKinds: [KEYS],
  permissions: [
    { action: 'apikeys.keys.list', use: 'list' },
    { action: 'apikeys.keys.get', use: 'absence' },
  ],
  denied: ['apikeys.keys.getKeyString', 'apikeys.keys.create'],
  locations: () => Promise.resolve([]),

  async *list(session, reading) {
    if (session.assets !== undefined) {
      yield* pageFromAssets(session, KEYS, async () =>
        (await fromAssets(session, KEYS, reading)).flatMap((key) =>
          key.deleteTime === undefined ? [normaliseApiKey(key, reading.target)] : [],
        ),
      );
      return;
    }
    const call = asking(session, LIST, `projects/${session.projectId}/locations/global/keys`, {
      pageSize: PAGE,
    });
    for await (const { page } of session.rest.pages(call))
      yield inForm(call, page, 'keys', keySchema, reading).map((key) => normaliseApiKey(key, reading.target));
  },

  /** A deleted key can still be read for 30 days. */
  async isGone(session, skc) {
    const found = await byName(session, asking(session, GET, skc.id.slice(PREFIX.length)), keySchema);
    return found === undefined || found.deleteTime !== undefined;
  },

  precise: [],
};

const PREFIX = '//apikeys.googleapis.com/';

type Asked = Pick<GcpCall, 'operation' | 'permission'>;
const LIST: Asked = { operation: 'apikeys:ListKeys', permission: 'apikeys.keys.list' };
const GET: Asked = { operation: 'apikeys:GetKey', permission: 'apikeys.keys.get' };

function asking(session: GcpSession, asked: Asked, path: string, query: GcpCall['query'] = {}): GcpCall {
  return {
    ...asked,
    host: 'apikeys',
    project: session.projectId,
    path: `/v2/${path}`,
    query,
  };
}

/** The fields that come from a member. */
const FIELDS = {
  createTime: ['createdAt', 'versionCreatedAt'],
  deleteTime: ['state'],
  annotations: ['tags'],
} as const;

/** Pure: converts an API key to an SKC. */
export function normaliseApiKey(key: GcpApiKey, target: Target): Skc {
  const unread: Unread = { unknown: {} };
  markOdd(key, FIELDS, unread);
  const createdAt = givenDate(key.createTime, 'createdAt', unread);
  const { apiTargets, ...callers } = key.restrictions ?? {};
  return {
    id: `${PREFIX}${key.name}`,
    kind: 'secret',
    type: 'gcp.api-key',
    cloud: 'gcp',
    account: target.account,
    location: target.location,
    name: key.displayName === undefined || key.displayName === '' ? lastPart(key.name) : key.displayName,
    state: 'active',
    createdAt,
    versionCreatedAt: givenDate(key.createTime, 'versionCreatedAt', unread),
    currentVersion: lastPart(key.name),
    tags: key.odd?.includes('annotations') === true ? undefined : (key.annotations ?? {}),
    details: detailFields({
      keyId: lastPart(key.name),
      restrictedToApis: apiTargets?.map(({ service }) => service).join(', '),
      restrictedToCallers: Object.keys(callers).join(', ') || undefined,
    }),
    unknown: unread.unknown,
    precise: {},
  };
}
