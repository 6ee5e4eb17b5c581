import type { AzureScope } from './finder.ts';

/**
 * What planning needs to know of each source, without the code that reads it: the function that plans carries no
 * client of Key Vault. A test holds it to the registry.
 */
export const azureScopes = [
  { type: 'azure.entra-application-certificate', per: 'tenant' },
  { type: 'azure.entra-application-secret', per: 'tenant' },
  { type: 'azure.key-vault', per: 'vault' },
  { type: 'azure.key-vault-certificate', per: 'vault' },
  { type: 'azure.key-vault-key', per: 'vault' },
  { type: 'azure.key-vault-secret', per: 'vault' },
  { type: 'azure.managed-hsm-key', per: 'managed-hsm' },
  { type: 'azure.storage-account-key', per: 'subscription' },
] as const satisfies readonly AzureScope[];
