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
