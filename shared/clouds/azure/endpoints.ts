/** Endpoints of one Azure cloud (public, US Government, China), identified by its sign-in authority. */
export interface AzureEndpoints {
  authorityHost: AuthorityHost;
  /** Azure Resource Manager and Resource Graph. */
  manager: string;
  /** Microsoft Graph. */
  graph: string;
  /** Host suffix of a vault: `.vault.azure.net`. */
  vaultSuffix: string;
  /** Host suffix of a managed HSM. */
  hsmSuffix: string;
  /** Audience of tokens for a vault. */
  vaultAudience: string;
}

export const AUTHORITY_HOSTS = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.partner.microsoftonline.cn',
] as const;
export type AuthorityHost = (typeof AUTHORITY_HOSTS)[number];

/**
 * The endpoints of an authority's cloud. Source: Azure documentation, "Compare Azure Government and global Azure"
 * and "Azure in China developer guide".
 */
export function azureEndpoints(authorityHost: AuthorityHost): AzureEndpoints {
  return ENDPOINTS[authorityHost];
}

const ENDPOINTS: Readonly<Record<AuthorityHost, AzureEndpoints>> = {
  'https://login.microsoftonline.com': {
    authorityHost: 'https://login.microsoftonline.com',
    manager: 'https://management.azure.com',
    graph: 'https://graph.microsoft.com',
    vaultSuffix: '.vault.azure.net',
    hsmSuffix: '.managedhsm.azure.net',
    vaultAudience: 'https://vault.azure.net',
  },
  'https://login.microsoftonline.us': {
    authorityHost: 'https://login.microsoftonline.us',
    manager: 'https://management.usgovcloudapi.net',
    graph: 'https://graph.microsoft.us',
    vaultSuffix: '.vault.usgovcloudapi.net',
    hsmSuffix: '.managedhsm.usgovcloudapi.net',
    vaultAudience: 'https://vault.usgovcloudapi.net',
  },
  'https://login.partner.microsoftonline.cn': {
    authorityHost: 'https://login.partner.microsoftonline.cn',
    manager: 'https://management.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    vaultSuffix: '.vault.azure.cn',
    hsmSuffix: '.managedhsm.azure.cn',
    vaultAudience: 'https://vault.azure.cn',
  },
};
