import { createHash } from 'node:crypto';
import type {
  GcpProject,
  GcpServiceAccountDeclaration,
  GcpServiceAccountKeyDeclaration,
} from '../estate/gcp-estate.ts';
import { notFound } from './error.ts';
import { gcpPage, perInstant, type GcpOperation } from './operation.ts';

const PROJECT = String.raw`^/v1/projects/(?<project>[^/]+)/serviceAccounts`;
const service = 'iam';

export interface GcpServiceAccountFacts {
  account: { name: string; email: string; [member: string]: unknown };
  keys: { name: string; keyType: string; [member: string]: unknown }[];
}

/** The service accounts of a project with their keys, including Google-managed keys. */
export const gcpServiceAccountFacts = perInstant((project, now): GcpServiceAccountFacts[] =>
  project.serviceAccounts
    .filter(({ createdAt }) => createdAt <= now)
    .map((account) => factsOf(account, project, now)),
);

function factsOf(
  declared: GcpServiceAccountDeclaration,
  project: GcpProject,
  now: string,
): GcpServiceAccountFacts {
  const email = `${declared.name}@${project.id}.iam.gserviceaccount.com`;
  const name = `projects/${project.id}/serviceAccounts/${email}`;
  const on = (at: string | undefined) => at !== undefined && at <= now;
  const shared = { keyAlgorithm: 'KEY_ALG_RSA_2048', keyOrigin: 'GOOGLE_PROVIDED' };
  const user = declared.keys
    .filter((key) => key.createdAt <= now && !on(key.deletedAt))
    .map((key) => ({
      name: `${name}/keys/${key.id}`,
      ...shared,
      keyType: 'USER_MANAGED',
      validAfterTime: key.createdAt,
      validBeforeTime: key.expiresAt ?? '9999-12-31T23:59:59Z',
      ...statusOf(key, now),
    }));
  const system = {
    name: `${name}/keys/${createHash('sha1').update(email).digest('hex')}`,
    ...shared,
    keyType: 'SYSTEM_MANAGED',
    validAfterTime: declared.createdAt,
    validBeforeTime: '2028-01-01T00:00:00Z',
  };
  return {
    account: {
      name,
      projectId: project.id,
      uniqueId: String(Number.parseInt(createHash('sha1').update(email).digest('hex').slice(0, 12), 16)),
      email,
      displayName: declared.name,
      oauth2ClientId: project.number,
      ...(on(declared.disabledAt) ? { disabled: true } : {}),
    },
    keys: [...user, system],
  };
}

/** A key that was found in public keeps that status for life; the reason is removed when the key is enabled again. */
function statusOf({ disabledAt, enabledAt, exposed }: GcpServiceAccountKeyDeclaration, now: string): object {
  const on = (at: string | undefined) => at !== undefined && at <= now;
  const disabled = (on(disabledAt) || on(exposed?.at)) && !on(enabledAt);
  const reason = on(exposed?.at) ? 'EXPOSED' : 'USER_INITIATED';
  return {
    ...(disabled ? { disabled, disableReason: `SERVICE_ACCOUNT_KEY_DISABLE_REASON_${reason}` } : {}),
    ...(exposed !== undefined && on(exposed.at)
      ? { extendedStatus: [{ key: 'SERVICE_ACCOUNT_KEY_EXTENDED_STATUS_KEY_EXPOSED', value: exposed.where }] }
      : {}),
  };
}

/** IAM v1: service accounts and their keys. */
export const IAM: readonly GcpOperation[] = [
  {
    service,
    name: 'ListServiceAccounts',
    permission: 'iam.serviceAccounts.list',
    route: new RegExp(`${PROJECT}$`),
    answer: (setting) => {
      const all = gcpServiceAccountFacts(setting.project, setting.now).map(({ account }) => account);
      const { items, ...next } = gcpPage(all, setting, { most: 100, standard: 20 });
      return { accounts: items, ...next };
    },
  },
  {
    service,
    name: 'ListServiceAccountKeys',
    permission: 'iam.serviceAccountKeys.list',
    route: new RegExp(`${PROJECT}/(?<email>[^/]+)/keys$`),
    answer: ({ project, now, parts, query }) => {
      const types = query.getAll('keyTypes');
      const found = gcpServiceAccountFacts(project, now).find(
        ({ account }) => account.email === parts['email'],
      );
      if (found === undefined) throw notFound(`serviceAccounts/${parts['email']}`);
      return { keys: found.keys.filter(({ keyType }) => types.length === 0 || types.includes(keyType)) };
    },
  },
  {
    service,
    name: 'GetServiceAccountKey',
    permission: 'iam.serviceAccountKeys.get',
    route: new RegExp(`${PROJECT}/(?<email>[^/]+)/keys/(?<key>[^/]+)$`),
    answer: ({ project, now, parts }) => {
      const name = `projects/${project.id}/serviceAccounts/${parts['email']}/keys/${parts['key']}`;
      const key = gcpServiceAccountFacts(project, now)
        .flatMap(({ keys }) => keys)
        .find((each) => each.name === name);
      if (key === undefined) throw notFound(name);
      return key;
    },
  },
  {
    service,
    name: 'CreateServiceAccountKey',
    permission: 'iam.serviceAccountKeys.create',
    route: new RegExp(`${PROJECT}/(?<email>[^/]+)/keys$`),
    method: 'POST',
    value: true,
    answer: () => ({}),
  },
];
