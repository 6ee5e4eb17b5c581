import { notFound } from './error.ts';
import { gcpKeyFacts, type GcpKeyFacts } from './key-facts.ts';
import { gcpPage, type GcpOperation, type InProject } from './operation.ts';

const service = 'cloudkms';
const RINGS = String.raw`^/v1/projects/(?<project>[^/]+)/locations/(?<location>[^/]+)/keyRings`;
const KEYS = String.raw`${RINGS}/(?<ring>[^/]+)/cryptoKeys`;
const SIZE = { most: 1000, standard: 100 };

/** Cloud KMS v1: the operations that read metadata. */
export const KMS: readonly GcpOperation[] = [
  {
    service,
    name: 'ListKeyRings',
    permission: 'cloudkms.keyRings.list',
    route: new RegExp(`${RINGS}$`),
    answer: (setting) => {
      const { project, now, parts } = setting;
      const here = gcpKeyFacts(project, now).filter(({ location }) => location === parts['location']);
      const rings = [...new Set(here.map(({ ring }) => ring))];
      const { items, ...next } = gcpPage(rings, setting, SIZE);
      return {
        keyRings: items.map((name) => ({ name, createTime: project.createdAt })),
        totalSize: rings.length,
        ...next,
      };
    },
  },
  {
    service,
    name: 'ListCryptoKeys',
    permission: 'cloudkms.cryptoKeys.list',
    route: new RegExp(`${KEYS}$`),
    answer: (setting) => {
      const keys = inRing(setting);
      const { items, ...next } = gcpPage(keys, setting, SIZE);
      return { cryptoKeys: items.map(({ key }) => key), totalSize: keys.length, ...next };
    },
  },
  {
    service,
    name: 'GetCryptoKey',
    permission: 'cloudkms.cryptoKeys.get',
    route: new RegExp(`${KEYS}/(?<key>[^/:]+)$`),
    answer: (setting) => found(setting).key,
  },
  {
    service,
    name: 'ListCryptoKeyVersions',
    permission: 'cloudkms.cryptoKeyVersions.list',
    route: new RegExp(`${KEYS}/(?<key>[^/:]+)/cryptoKeyVersions$`),
    answer: (setting) => {
      const { versions } = found(setting);
      const { items, ...next } = gcpPage(versions, setting, SIZE);
      return { cryptoKeyVersions: items, totalSize: versions.length, ...next };
    },
  },
  {
    service,
    name: 'UseKey',
    permission: 'cloudkms.cryptoKeyVersions.useToDecrypt',
    route: new RegExp(`${KEYS}/(?<key>[^/:]+)(?:/cryptoKeyVersions/[^/:]+)?:\\w+$`),
    method: 'POST',
    value: true,
    answer: () => ({}),
  },
];

function inRing({ project, now, parts }: InProject): GcpKeyFacts[] {
  const ring = `projects/${project.id}/locations/${parts['location']}/keyRings/${parts['ring']}`;
  return gcpKeyFacts(project, now).filter((key) => key.ring === ring);
}

function found(setting: InProject): GcpKeyFacts {
  const key = inRing(setting).find(({ key: { name } }) =>
    name.endsWith(`/cryptoKeys/${setting.parts['key']}`),
  );
  if (key === undefined) throw notFound(`cryptoKeys/${setting.parts['key']}`);
  return key;
}
