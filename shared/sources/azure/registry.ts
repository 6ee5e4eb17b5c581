import type { AzureSource } from './azure-source.ts';
import { keyVaultSecret } from './key-vault-secret.ts';

export const azureSources = [keyVaultSecret] as const satisfies readonly AzureSource[];
