/** Where a sovereign part of Azure answers, told apart by who signs in there. */
export interface AzureEndpoints {
  authorityHost: AuthorityHost;
  /** Azure Resource Manager and Resource Graph. */
  manager: string;
  /** Microsoft Graph. */
  graph: string;
  /** What follows a vault's name: `.vault.azure.net`. */
  vaultSuffix: string;
  /** What follows a managed HSM's name. */
  hsmSuffix: string;
  /** What a token for a vault is made out to. */
  vaultAudience: string;
}

export const AUTHORITY_HOSTS = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.partner.microsoftonline.cn',
] as const;
export type AuthorityHost = (typeof AUTHORITY_HOSTS)[number];

/**
 * The endpoints that belong to an authority.
 * Source: Azure documentation, "Compare Azure Government and global Azure" and "Azure in China developer guide".
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
