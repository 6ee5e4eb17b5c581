import type { AzureEstate } from '../estate/azure-estate.ts';

/** Azure's host names in one cloud, and the audiences of tokens for vaults. */
export interface AzureHosts {
  login: string;
  manager: string;
  graph: string;
  /** Suffixes. */
  vaults: string;
  hsms: string;
  vaultAudience: string;
  hsmAudience: string;
}

/** Written down apart from the product's table, from the same documentation: a wrong host there is not found here. */
export function hostsOf({ cloud = 'public' }: Pick<AzureEstate, 'cloud'>): AzureHosts {
  return HOSTS[cloud];
}

const HOSTS: Readonly<Record<NonNullable<AzureEstate['cloud']>, AzureHosts>> = {
  public: {
    login: 'login.microsoftonline.com',
    manager: 'management.azure.com',
    graph: 'graph.microsoft.com',
    vaults: '.vault.azure.net',
    hsms: '.managedhsm.azure.net',
    vaultAudience: 'https://vault.azure.net',
    hsmAudience: 'https://managedhsm.azure.net',
  },
  'us-government': {
    login: 'login.microsoftonline.us',
    manager: 'management.usgovcloudapi.net',
    graph: 'graph.microsoft.us',
    vaults: '.vault.usgovcloudapi.net',
    hsms: '.managedhsm.usgovcloudapi.net',
    vaultAudience: 'https://vault.usgovcloudapi.net',
    hsmAudience: 'https://managedhsm.usgovcloudapi.net',
  },
  china: {
    login: 'login.partner.microsoftonline.cn',
    manager: 'management.chinacloudapi.cn',
    graph: 'microsoftgraph.chinacloudapi.cn',
    vaults: '.vault.azure.cn',
    hsms: '.managedhsm.azure.cn',
    vaultAudience: 'https://vault.azure.cn',
    hsmAudience: 'https://managedhsm.azure.cn',
  },
};
