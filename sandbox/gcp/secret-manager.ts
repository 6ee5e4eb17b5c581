import { notFound } from './error.ts';
import { gcpPage, type GcpOperation, type GcpSetting, type InProject } from './operation.ts';
import { gcpSecretFacts, type GcpSecretFacts } from './secret-facts.ts';

const service = 'secretmanager';
const PLACE = String.raw`^/v1/projects/(?<project>[^/]+)(?:/locations/(?<location>[^/]+))?/secrets`;

/** Secret Manager v1: the operations that read metadata. */
export const SECRET_MANAGER: readonly GcpOperation[] = [
  {
    service,
    name: 'ListSecrets',
    permission: 'secretmanager.secrets.list',
    route: new RegExp(`${PLACE}$`),
    answer: (setting) => {
      const here = gcpSecretFacts(setting.project, setting.now).filter(
        ({ location }) => location === locationIn(setting),
      );
      const { items, ...next } = gcpPage(here, setting, { most: 25_000, standard: 25_000 });
      return { secrets: items.map(({ secret }) => secret), totalSize: here.length, ...next };
    },
  },
  {
    service,
    name: 'GetSecret',
    permission: 'secretmanager.secrets.get',
    route: new RegExp(`${PLACE}/(?<secret>[^/:]+)$`),
    answer: (setting) => found(setting).secret,
  },
  {
    service,
    name: 'ListSecretVersions',
    permission: 'secretmanager.versions.list',
    route: new RegExp(`${PLACE}/(?<secret>[^/:]+)/versions$`),
    answer: (setting) => {
      const { versions } = found(setting);
      const { items, ...next } = gcpPage(versions, setting, { most: 25_000, standard: 25_000 });
      return { versions: items, totalSize: versions.length, ...next };
    },
  },
  {
    service,
    name: 'AccessSecretVersion',
    permission: 'secretmanager.versions.access',
    route: new RegExp(`${PLACE}/(?<secret>[^/:]+)/versions/(?<version>[^/:]+):access$`),
    value: true,
    answer: () => ({}),
  },
];

function locationIn({ parts }: GcpSetting): string {
  return parts['location'] ?? 'global';
}

function found(setting: InProject): GcpSecretFacts {
  const wanted = gcpSecretFacts(setting.project, setting.now).find(
    ({ location, secret }) =>
      location === locationIn(setting) && secret.name.endsWith(`/secrets/${setting.parts['secret']}`),
  );
  if (wanted === undefined)
    throw notFound(`projects/${setting.project.number}/secrets/${setting.parts['secret']}`);
  return wanted;
}
