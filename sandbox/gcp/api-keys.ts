import { addDays } from '../../shared/model/instant.ts';
import type { GcpApiKeyDeclaration, GcpProject } from '../estate/gcp-estate.ts';
import { notFound } from './error.ts';
import { gcpPage, perInstant, type GcpOperation } from './operation.ts';

const KEYS = String.raw`^/v2/projects/(?<project>[^/]+)/locations/global/keys`;
const service = 'apikeys';
/** How long a deleted key can be restored. */
const KEPT_DAYS = 30;

export interface GcpApiKeyFacts {
  name: string;
  deleteTime?: string;
  [member: string]: unknown;
}

/** The API keys of a project, including those deleted in the last 30 days. */
export const gcpApiKeyFacts = perInstant((project, now): GcpApiKeyFacts[] =>
  project.apiKeys
    .filter(
      ({ createdAt, deletedAt }) =>
        createdAt <= now && !(deletedAt !== undefined && addDays(deletedAt, KEPT_DAYS) <= now),
    )
    .map((key) => wireKey(key, project, now)),
);

function wireKey(declared: GcpApiKeyDeclaration, project: GcpProject, now: string): GcpApiKeyFacts {
  const { uid, displayName, createdAt, deletedAt, apis, annotations } = declared;
  return {
    name: `projects/${project.number}/locations/global/keys/${uid}`,
    uid,
    displayName,
    createTime: createdAt,
    updateTime: createdAt,
    etag: 'W/"0"',
    ...(annotations === undefined ? {} : { annotations }),
    ...(apis === undefined ? {} : { restrictions: { apiTargets: apis.map((each) => ({ service: each })) } }),
    ...(deletedAt !== undefined && deletedAt <= now ? { deleteTime: deletedAt } : {}),
  };
}

/** API Keys v2: the operations that read metadata. */
export const API_KEYS: readonly GcpOperation[] = [
  {
    service,
    name: 'ListKeys',
    permission: 'apikeys.keys.list',
    route: new RegExp(`${KEYS}$`),
    answer: (setting) => {
      const deletedToo = setting.query.get('showDeleted') === 'true';
      const all = gcpApiKeyFacts(setting.project, setting.now).filter(
        ({ deleteTime }) => deletedToo || deleteTime === undefined,
      );
      const { items, ...next } = gcpPage(all, setting, { most: 300, standard: 50 });
      return { keys: items, ...next };
    },
  },
  {
    service,
    name: 'GetKey',
    permission: 'apikeys.keys.get',
    route: new RegExp(`${KEYS}/(?<key>[^/:]+)$`),
    answer: ({ project, now, parts }) => {
      const found = gcpApiKeyFacts(project, now).find(({ name }) => name.endsWith(`/keys/${parts['key']}`));
      if (found === undefined) throw notFound(`keys/${parts['key']}`);
      return found;
    },
  },
  {
    service,
    name: 'GetKeyString',
    permission: 'apikeys.keys.getKeyString',
    route: new RegExp(`${KEYS}/(?<key>[^/:]+)/keyString$`),
    value: true,
    answer: () => ({}),
  },
];
