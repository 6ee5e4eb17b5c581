/**
 * Names a request for call counts: `keyvault:ListSecrets`, `arm:ListVaultSecrets`, `graph:ListApplications`.
 * Requests with an unknown path are named by their method, so that every call is counted.
 */
export function operationName(method: string, address: string): string {
  const { hostname, pathname } = new URL(address);
  const service = serviceOf(hostname);
  const known = (PATHS[service] ?? []).find(([pattern]) => pattern.test(pathname));
  return `${service}:${known?.[1] ?? method}`;
}

/**
 * The permission that a request needs, for problems of that call: a data action, a control-plane action or a Graph
 * permission. Undefined for queries of Resource Graph, which need those of what they list, and for unknown requests.
 * Source: Azure permissions reference, Microsoft.KeyVault; Microsoft Graph reference, "List applications".
 */
export function callPermission(method: string, address: string): string | undefined {
  const name = operationName(method, address);
  if (name.startsWith('managedhsm:')) return 'Managed HSM Crypto Auditor (local role)';
  if (name.startsWith('graph:')) return 'Application.Read.All';
  return Object.hasOwn(PERMISSIONS, name) ? PERMISSIONS[name] : undefined;
}

const SECRETS = 'Microsoft.KeyVault/vaults/secrets/readMetadata/action';
const KEYS_READ = 'Microsoft.KeyVault/vaults/keys/read';
const CERTIFICATES = 'Microsoft.KeyVault/vaults/certificates/read';
const PERMISSIONS: Readonly<Record<string, string>> = {
  'keyvault:ListSecrets': SECRETS,
  'keyvault:ListDeletedSecrets': SECRETS,
  'keyvault:ListSecretVersions': SECRETS,
  'keyvault:ListKeys': KEYS_READ,
  'keyvault:ListDeletedKeys': KEYS_READ,
  'keyvault:ListKeyVersions': KEYS_READ,
  'keyvault:GetKeyRotationPolicy': 'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
  'keyvault:ListCertificates': CERTIFICATES,
  'keyvault:ListDeletedCertificates': CERTIFICATES,
  'keyvault:ListCertificateVersions': CERTIFICATES,
  'keyvault:GetCertificatePolicy': CERTIFICATES,
  'keyvault:GetCertificateOperation': CERTIFICATES,
  'arm:ListVaultSecrets': 'Microsoft.KeyVault/vaults/secrets/read',
  'arm:ListVaultKeys': KEYS_READ,
};

type Service = 'keyvault' | 'managedhsm' | 'arm' | 'graph' | 'entra';

function serviceOf(hostname: string): Service {
  if (hostname.includes('.vault.')) return 'keyvault';
  if (hostname.includes('.managedhsm.')) return 'managedhsm';
  if (hostname.startsWith('management.')) return 'arm';
  if (hostname.includes('graph.')) return 'graph';
  return 'entra';
}

const KEYS: readonly (readonly [RegExp, string])[] = [
  [/^\/keys\/?$/, 'ListKeys'],
  [/^\/deletedkeys\/?$/, 'ListDeletedKeys'],
  [/^\/keys\/[^/]+\/versions\/?$/, 'ListKeyVersions'],
  [/^\/keys\/[^/]+\/rotationpolicy\/?$/, 'GetKeyRotationPolicy'],
];

const PATHS: Readonly<Record<Service, readonly (readonly [RegExp, string])[]>> = {
  keyvault: [
    [/^\/secrets\/?$/, 'ListSecrets'],
    [/^\/deletedsecrets\/?$/, 'ListDeletedSecrets'],
    [/^\/secrets\/[^/]+\/versions\/?$/, 'ListSecretVersions'],
    ...KEYS,
    [/^\/certificates\/?$/, 'ListCertificates'],
    [/^\/deletedcertificates\/?$/, 'ListDeletedCertificates'],
    [/^\/certificates\/[^/]+\/versions\/?$/, 'ListCertificateVersions'],
    [/^\/certificates\/[^/]+\/policy\/?$/, 'GetCertificatePolicy'],
    [/^\/certificates\/[^/]+\/pending\/?$/, 'GetCertificateOperation'],
  ],
  managedhsm: KEYS,
  arm: [
    [/\/providers\/Microsoft\.ResourceGraph\/resources$/i, 'QueryResources'],
    [/\/vaults\/[^/]+\/secrets$/i, 'ListVaultSecrets'],
    [/\/vaults\/[^/]+\/keys$/i, 'ListVaultKeys'],
    [/\/storageAccounts\/[^/]+$/i, 'GetStorageAccount'],
  ],
  graph: [
    [/\/applications$/, 'ListApplications'],
    [/\/servicePrincipals$/, 'ListServicePrincipals'],
    [/\/applications\/[^/]+$/, 'GetApplication'],
    [/\/servicePrincipals\/[^/]+$/, 'GetServicePrincipal'],
  ],
  entra: [[/\/token$/, 'Token']],
};
