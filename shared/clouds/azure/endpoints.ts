/** One Azure cloud (public, US Government, China), identified by its sign-in authority. */
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
  /** Audience of tokens for a managed HSM. */
  hsmAudience: string;
  /** Audience that Entra requires in a federated credential's token. */
  federationAudience: string;
  /** Host of the Azure portal. */
  portal: string;
  /** The cloud's name in `az cloud set --name`. */
  cliName: string;
  /** The cloud's name in Terraform's `environment`. */
  terraformName: string;
  /** A region of it, for commands that need one. */
  region: string;
}

export const AUTHORITY_HOSTS = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.partner.microsoftonline.cn',
] as const;
export type AuthorityHost = (typeof AUTHORITY_HOSTS)[number];

export const PUBLIC_AUTHORITY: AuthorityHost = 'https://login.microsoftonline.com';

/**
 * The endpoints of an authority's cloud: the one table from which clients, commands, files, roles and links derive.
 * Source: Azure documentation, "Compare Azure Government and global Azure", "Azure in China developer guide"; Entra
 * documentation, "Important considerations for federated identity credentials" (audiences); `az cloud list`.
 * @param authorityHost Default: the public cloud.
 */
export function azureEndpoints(authorityHost: AuthorityHost = PUBLIC_AUTHORITY): AzureEndpoints {
  return ENDPOINTS[authorityHost];
}

/** Every Azure cloud. */
export function azureClouds(): AzureEndpoints[] {
  return AUTHORITY_HOSTS.map((host) => ENDPOINTS[host]);
}

const ENDPOINTS: Readonly<Record<AuthorityHost, AzureEndpoints>> = {
  'https://login.microsoftonline.com': {
    authorityHost: 'https://login.microsoftonline.com',
    manager: 'https://management.azure.com',
    graph: 'https://graph.microsoft.com',
    vaultSuffix: '.vault.azure.net',
    hsmSuffix: '.managedhsm.azure.net',
    vaultAudience: 'https://vault.azure.net',
    hsmAudience: 'https://managedhsm.azure.net',
    federationAudience: 'api://AzureADTokenExchange',
    portal: 'portal.azure.com',
    cliName: 'AzureCloud',
    terraformName: 'public',
    region: 'westeurope',
  },
  'https://login.microsoftonline.us': {
    authorityHost: 'https://login.microsoftonline.us',
    manager: 'https://management.usgovcloudapi.net',
    graph: 'https://graph.microsoft.us',
    vaultSuffix: '.vault.usgovcloudapi.net',
    hsmSuffix: '.managedhsm.usgovcloudapi.net',
    vaultAudience: 'https://vault.usgovcloudapi.net',
    hsmAudience: 'https://managedhsm.usgovcloudapi.net',
    federationAudience: 'api://AzureADTokenExchangeUSGov',
    portal: 'portal.azure.us',
    cliName: 'AzureUSGovernment',
    terraformName: 'usgovernment',
    region: 'usgovvirginia',
  },
  'https://login.partner.microsoftonline.cn': {
    authorityHost: 'https://login.partner.microsoftonline.cn',
    manager: 'https://management.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    vaultSuffix: '.vault.azure.cn',
    hsmSuffix: '.managedhsm.azure.cn',
    vaultAudience: 'https://vault.azure.cn',
    hsmAudience: 'https://managedhsm.azure.cn',
    federationAudience: 'api://AzureADTokenExchangeChina',
    portal: 'portal.azure.cn',
    cliName: 'AzureChinaCloud',
    terraformName: 'china',
    region: 'chinaeast2',
  },
};
