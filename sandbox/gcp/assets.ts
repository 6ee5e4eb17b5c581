import { invalid } from './error.ts';
import { gcpPage, perInstant, type GcpSetting } from './operation.ts';
import { gcpApiKeyFacts } from './api-keys.ts';
import { gcpCertificateFacts, gcpSslCertificateFacts } from './certificate-facts.ts';
import { gcpServiceAccountFacts } from './iam.ts';
import { gcpKeyFacts } from './key-facts.ts';
import { gcpSecretFacts } from './secret-facts.ts';

interface Asset {
  name: string;
  assetType: string;
  ancestors: string[];
  resource: { version: string; discoveryName: string; parent: string; location: string; data: object };
}

/** Cloud Asset API v1, `assets.list`: with contentType RESOURCE, at most 1,000 per page. */
export async function listAssets(setting: GcpSetting): Promise<object> {
  const { estate, now, query, parts } = setting;
  if (query.get('contentType') !== 'RESOURCE') throw invalid('Only contentType RESOURCE is supported.');
  const types = query.getAll('assetTypes');
  const projects = estate.projects.filter(
    (project) =>
      (parts['organisation'] === estate.organisationId || parts['project'] === project.id) &&
      project.createdAt <= now &&
      !(project.deletedAt !== undefined && project.deletedAt <= now),
  );
  const all = (await Promise.all(projects.map((project) => assetsOf(project, now))))
    .flat()
    .filter(({ assetType }) => types.length === 0 || types.includes(assetType));
  const { items, ...next } = gcpPage(all, setting, { most: 1000, standard: 100 });
  return { readTime: now, assets: items, ...next };
}

type Resource = { name: string; [member: string]: unknown };

/** The inventory's resources of a project, in the form that their own services return. */
const assetsOf = perInstant(async (project, now): Promise<Asset[]> => {
  const asset = (type: string, data: Resource, location = 'global', name = data.name): Asset => ({
    name: `//${type.slice(0, type.indexOf('/'))}/${name}`,
    assetType: type,
    ancestors: [`projects/${project.number}`, project.parent],
    resource: {
      version: 'v1',
      discoveryName: type.slice(type.indexOf('/') + 1),
      parent: `//cloudresourcemanager.googleapis.com/projects/${project.number}`,
      location,
      data,
    },
  });
  const secrets = gcpSecretFacts(project, now).flatMap(({ secret, versions, location }) => [
    asset('secretmanager.googleapis.com/Secret', secret, location),
    ...versions.map((version) => asset('secretmanager.googleapis.com/SecretVersion', version, location)),
  ]);
  const keys = gcpKeyFacts(project, now).flatMap(({ key, versions, location }) => [
    asset('cloudkms.googleapis.com/CryptoKey', key, location),
    ...versions.map((version) => asset('cloudkms.googleapis.com/CryptoKeyVersion', version, location)),
  ]);
  const accounts = gcpServiceAccountFacts(project, now).flatMap(({ account, keys: ofAccount }) => [
    asset('iam.googleapis.com/ServiceAccount', account),
    // The inventory names a key by its account's number, its data by the address.
    ...ofAccount.map((key) =>
      asset(
        'iam.googleapis.com/ServiceAccountKey',
        key,
        'global',
        key.name.replace(account.email, String(account['uniqueId'])),
      ),
    ),
  ]);
  const apiKeys = gcpApiKeyFacts(project, now).map((key) => asset('apikeys.googleapis.com/Key', key));
  const certificates = (await gcpCertificateFacts(project, now)).map(({ certificate, location }) =>
    asset('certificatemanager.googleapis.com/Certificate', certificate, location),
  );
  const sslCertificates = (await gcpSslCertificateFacts(project, now)).map(({ certificate, location }) =>
    asset('compute.googleapis.com/SslCertificate', certificate, location),
  );
  return [...secrets, ...keys, ...accounts, ...apiKeys, ...certificates, ...sslCertificates];
});
