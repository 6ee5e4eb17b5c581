import type { AzureSource } from './azure-source.ts';
import { entraApplicationCertificate } from './entra-application-certificate.ts';
import { entraApplicationSecret } from './entra-application-secret.ts';
import { keyVaultCertificate } from './key-vault-certificate.ts';
import { keyVaultKey } from './key-vault-key.ts';
import { keyVaultSecret } from './key-vault-secret.ts';
import { keyVault } from './key-vault.ts';
import { managedHsmKey } from './managed-hsm-key.ts';
import { storageAccountKey } from './storage-account-key.ts';

export const azureSources = [
  entraApplicationCertificate,
  entraApplicationSecret,
  keyVault,
  keyVaultCertificate,
  keyVaultKey,
  keyVaultSecret,
  managedHsmKey,
  storageAccountKey,
] as const satisfies readonly AzureSource[];
