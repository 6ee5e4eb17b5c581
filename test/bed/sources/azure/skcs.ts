import type { Skc, StoredSkc } from '../../../../shared/model/skc.ts';

type Facts = Partial<StoredSkc>;

const COMMON = {
  cloud: 'azure',
  account: 'azure#a0000000-0000-4000-8000-000000000001',
  location: 'kv-pay',
  name: 'api-token',
  state: 'active',
  status: 'enabled',
  tags: {},
  details: {},
  unknown: {},
  precise: {},
} as const;

/** A Key Vault secret created on 1 October 2026 that expires a year later. */
export function vaultSecret(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'https://kv-pay.vault.azure.net/secrets/api-token',
    kind: 'secret',
    type: 'azure.key-vault-secret',
    versionCreatedAt: '2026-10-01T08:00:00Z',
    expiresAt: '2027-10-01T08:00:00Z',
    ...facts,
  };
}

/** A Key Vault key of 1 October 2026 that its policy rotates after 90 days. */
export function vaultKey(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'https://kv-pay.vault.azure.net/keys/wrap',
    kind: 'key',
    type: 'azure.key-vault-key',
    versionCreatedAt: '2026-10-01T08:00:00Z',
    rotationEnabled: true,
    rotationPeriodDays: 90,
    rotationDueAt: '2026-12-30T08:00:00Z',
    ...facts,
  };
}

/** A certificate of a connected issuer for 397 days, renewed 30 days before its end. */
export function vaultCertificate(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'https://kv-pay.vault.azure.net/certificates/tls',
    kind: 'certificate',
    type: 'azure.key-vault-certificate',
    versionCreatedAt: '2026-05-01T08:00:00Z',
    expiresAt: '2027-06-02T08:00:00Z',
    renewedBy: 'service',
    origin: 'DigiCert',
    keyAlgorithm: 'RSA_2048',
    notBefore: '2026-05-01T08:00:00Z',
    renewsDaysBefore: 30,
    details: { lifetimeAction: 'AutoRenew' },
    ...facts,
  };
}

/** A secret of an application of 1 June 2026 for a year. */
export function applicationSecret(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    account: 'azure#7f1c0a52-0000-4000-8000-000000000001',
    location: 'global',
    id: '/applications/1/passwordCredentials/2',
    name: 'payments/ci',
    kind: 'secret',
    type: 'azure.entra-application-secret',
    createdAt: '2026-06-01T08:00:00Z',
    versionCreatedAt: '2026-06-01T08:00:00Z',
    expiresAt: '2027-06-01T08:00:00Z',
    notBefore: '2026-06-01T08:00:00Z',
    ...facts,
  };
}

/** A certificate of the same application, valid as long. */
export function applicationCertificate(facts: Facts = {}): Skc & Facts {
  return applicationSecret({
    id: '/applications/1/keyCredentials/3',
    kind: 'certificate',
    type: 'azure.entra-application-certificate',
    renewedBy: 'person',
    ...facts,
  });
}

/** A storage account's key regenerated on 1 October 2026. */
export function storageKey(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    location: 'global',
    id: '/subscriptions/a/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/pay/keys/key1',
    name: 'pay/key1',
    kind: 'secret',
    type: 'azure.storage-account-key',
    createdAt: '2022-01-01T00:00:00Z',
    versionCreatedAt: '2026-10-01T08:00:00Z',
    privileged: true,
    ...facts,
  };
}
