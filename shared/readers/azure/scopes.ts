import type { AzureScope } from './finder.ts';

/**
 * What planning needs to know about each source, without the code that reads it: the bundle of `plan` contains no
 * client of Key Vault. A test compares it with the registry.
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
