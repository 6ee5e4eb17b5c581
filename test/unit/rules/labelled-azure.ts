import type { Skc, StoredSkc } from '../../../shared/model/skc.ts';
import type { Label } from './labelled.ts';

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

/** A Key Vault secret put on 1 October 2026 that ends a year later. */
function secret(facts: Facts = {}): Skc & Facts {
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
function key(facts: Facts = {}): Skc & Facts {
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
function certificate(facts: Facts = {}): Skc & Facts {
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
    details: { notBefore: '2026-05-01T08:00:00Z', renewsDaysBefore: 30, lifetimeAction: 'AutoRenew' },
    ...facts,
  };
}

/** A secret of an application of 1 June 2026 for a year. */
function applicationSecret(facts: Facts = {}): Skc & Facts {
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
    details: { notBefore: '2026-06-01T08:00:00Z' },
    ...facts,
  };
}

function applicationCertificate(facts: Facts = {}): Skc & Facts {
  return applicationSecret({
    id: '/applications/1/keyCredentials/3',
    kind: 'certificate',
    type: 'azure.entra-application-certificate',
    renewedBy: 'person',
    ...facts,
  });
}

/** A storage account's key made anew on 1 October 2026. */
function storageKey(facts: Facts = {}): Skc & Facts {
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

/** The standard clock is 2026-11-21T06:00:00Z; 365 days before it 2025-11-21, 730 days 2024-11-21, 90 days 2026-08-23. */
export const AZURE: readonly Label[] = [
  {
    name: 'ends in ten months',
    skc: secret(),
    says: {
      expiring: 'passes',
      expired: 'passes',
      'never-expires': 'passes',
      'rotation-overdue': 'passes',
      unused: 'not applicable',
    },
  },
  {
    name: 'has no end',
    skc: secret({ expiresAt: undefined }),
    says: { 'never-expires': 'fails medium', 'rotation-overdue': 'passes' },
  },
  {
    name: 'has no end and is two years old: its age is told, once',
    skc: secret({ expiresAt: undefined, versionCreatedAt: '2024-10-01T08:00:00Z' }),
    says: { 'rotation-overdue': 'fails high', 'never-expires': 'not applicable' },
  },
  {
    name: 'a new version of 1 October is no old secret',
    skc: secret({ expiresAt: '2028-10-01T08:00:00Z' }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: 'ends in thirteen days and two hours',
    skc: secret({ expiresAt: '2026-12-04T08:00:00Z' }),
    says: { expiring: 'fails high 14' },
  },
  {
    name: 'ended yesterday',
    skc: secret({ expiresAt: '2026-11-20T05:00:00Z' }),
    says: { expired: 'fails critical -1' },
  },
  {
    name: 'ended, but is disabled',
    skc: secret({ expiresAt: '2026-11-20T05:00:00Z', state: 'suspended', status: 'disabled' }),
    says: {
      expired: 'not applicable',
      'never-expires': 'not applicable',
      'rotation-overdue': 'not applicable',
    },
  },
  {
    name: 'is deleted and can be brought back',
    skc: secret({
      state: 'deactivated',
      status: 'deleted',
      deletionScheduledAt: '2026-11-10T00:00:00Z',
      deletionDueAt: '2027-02-08T00:00:00Z',
    }),
    says: {
      'pending-deletion': 'fails medium',
      expiring: 'not applicable',
      'never-expires': 'not applicable',
    },
  },
  {
    name: 'is deleted and would have ended: only its deletion is told',
    skc: secret({
      state: 'deactivated',
      status: 'deleted',
      expiresAt: '2026-11-20T05:00:00Z',
      deletionDueAt: '2027-02-08T00:00:00Z',
    }),
    says: { 'pending-deletion': 'fails medium', expired: 'not applicable' },
  },
  {
    name: 'is not in force yet',
    skc: secret({ state: 'pre-activation', expiresAt: undefined }),
    says: { 'never-expires': 'not applicable' },
  },
  {
    name: 'its end is no date',
    skc: secret({ expiresAt: undefined, unknown: { expiresAt: 'no date' } }),
    says: {
      expired: 'unknown expiresAt',
      expiring: 'unknown expiresAt',
      'never-expires': 'unknown expiresAt',
    },
  },

  {
    name: 'rotates and is in time',
    skc: key(),
    says: {
      'rotation-off': 'passes',
      'rotation-failed': 'passes',
      'rotation-overdue': 'not applicable',
      'never-expires': 'passes',
      'weak-cryptography': 'not applicable',
      unused: 'not applicable',
    },
  },
  {
    name: 'no policy that rotates, no end',
    skc: key({ rotationEnabled: false, rotationDueAt: undefined, rotationPeriodDays: undefined }),
    says: { 'rotation-off': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'no policy, but an end',
    skc: key({ rotationEnabled: false, rotationDueAt: undefined, expiresAt: '2027-10-01T08:00:00Z' }),
    says: { 'rotation-off': 'fails medium', 'never-expires': 'passes' },
  },
  {
    name: 'no policy and older than a year',
    skc: key({ rotationEnabled: false, rotationDueAt: undefined, versionCreatedAt: '2025-10-01T08:00:00Z' }),
    says: {
      'rotation-overdue': 'fails medium',
      'rotation-off': 'not applicable',
      'never-expires': 'not applicable',
    },
  },
  {
    name: 'its rotation should have come three days ago',
    skc: key({ rotationDueAt: '2026-11-18T05:59:59Z' }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'its rotation should have come 47 hours ago',
    skc: key({ rotationDueAt: '2026-11-19T07:00:00Z' }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'rotates before an end that it does not have',
    skc: key({ rotationDueAt: undefined }),
    says: { 'rotation-failed': 'unknown rotationDueAt' },
  },
  {
    name: 'rotates every two years: more seldom than the limit, and old',
    skc: key({
      rotationPeriodDays: 730,
      versionCreatedAt: '2025-10-01T08:00:00Z',
      rotationDueAt: '2027-10-01T08:00:00Z',
    }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'its policy may not be read',
    skc: key({
      rotationEnabled: undefined,
      rotationDueAt: undefined,
      unknown: { rotationEnabled: 'denied' },
    }),
    says: {
      'rotation-off': 'unknown rotationEnabled',
      'rotation-failed': 'unknown rotationEnabled',
      'rotation-overdue': 'unknown rotationEnabled',
      'never-expires': 'unknown rotationEnabled',
    },
  },
  {
    name: 'an HSM key without policy',
    skc: key({
      type: 'azure.managed-hsm-key',
      location: 'hsm-bank',
      rotationEnabled: false,
      rotationDueAt: undefined,
    }),
    says: { 'rotation-off': 'fails medium' },
  },
  {
    name: 'a disabled key is asked for nothing',
    skc: key({ state: 'suspended', status: 'disabled', rotationEnabled: false, rotationDueAt: undefined }),
    says: { 'rotation-off': 'not applicable', 'never-expires': 'not applicable' },
  },

  {
    name: 'is renewed by its issuer, far away',
    skc: certificate(),
    says: {
      expiring: 'passes',
      'renewal-failed': 'passes',
      'rotation-overdue': 'not applicable',
      'never-expires': 'not applicable',
      'weak-cryptography': 'passes',
    },
  },
  {
    name: 'is renewed 30 days before: 40 days before it is silent',
    skc: certificate({ expiresAt: '2026-12-31T06:00:00Z', renewalStatus: 'succeeded' }),
    says: { expiring: 'passes', 'renewal-failed': 'passes' },
  },
  {
    name: 'is renewed 30 days before: 24 days before its issuer still has a day',
    skc: certificate({ expiresAt: '2026-12-15T06:00:00Z', renewalStatus: 'pending' }),
    says: { expiring: 'passes' },
  },
  {
    name: 'should have been renewed: 22 days before it speaks',
    skc: certificate({ expiresAt: '2026-12-13T06:00:00Z', renewalStatus: 'pending' }),
    says: { expiring: 'fails medium 30' },
  },
  {
    name: 'its renewal fails 25 days before',
    skc: certificate({ expiresAt: '2026-12-16T06:00:00Z', renewalStatus: 'failed' }),
    says: { 'renewal-failed': 'fails high', expiring: 'passes' },
  },
  {
    name: 'its renewal fails 10 days before',
    skc: certificate({ expiresAt: '2026-12-01T06:00:00Z', renewalStatus: 'failed' }),
    says: { 'renewal-failed': 'fails critical', expiring: 'fails high 14' },
  },
  {
    name: 'its issuer is Unknown: nothing renews it',
    skc: certificate({ origin: 'Unknown', renewedBy: 'person', expiresAt: '2027-01-10T06:00:00Z' }),
    says: { expiring: 'fails low 60', 'renewal-failed': 'not applicable' },
  },
  {
    name: 'its policy may not be read',
    skc: certificate({
      renewedBy: undefined,
      keyAlgorithm: undefined,
      unknown: { renewedBy: 'denied', origin: 'denied', keyAlgorithm: 'denied' },
    }),
    says: {
      'weak-cryptography': 'unknown keyAlgorithm',
      'renewal-failed': 'unknown renewedBy',
      expiring: 'passes',
    },
  },
  {
    name: 'is of a weak key',
    skc: certificate({ keyAlgorithm: 'RSA_1024' }),
    says: { 'weak-cryptography': 'fails medium' },
  },
  {
    name: 'is of the curve P-256',
    skc: certificate({ keyAlgorithm: 'EC_P-256' }),
    says: { 'weak-cryptography': 'passes' },
  },

  {
    name: 'for a year, young',
    skc: applicationSecret(),
    says: { expiring: 'passes', 'never-expires': 'passes', 'rotation-overdue': 'passes' },
  },
  {
    name: 'without end',
    skc: applicationSecret({ expiresAt: undefined }),
    says: { 'never-expires': 'fails medium' },
  },
  {
    name: 'ends in five days',
    skc: applicationSecret({ expiresAt: '2026-11-26T06:00:00Z' }),
    says: { expiring: 'fails critical 7' },
  },
  {
    name: 'ends in five days beside a newer one',
    skc: applicationSecret({
      expiresAt: '2026-11-26T06:00:00Z',
      supersededBy: '/applications/1/passwordCredentials/9',
    }),
    says: { expiring: 'fails low 7' },
  },
  {
    name: 'has ended beside a newer one',
    skc: applicationSecret({
      expiresAt: '2026-11-01T06:00:00Z',
      supersededBy: '/applications/1/passwordCredentials/9',
    }),
    says: { expired: 'fails low -14' },
  },
  {
    name: 'has ended and stands alone',
    skc: applicationSecret({ expiresAt: '2026-11-01T06:00:00Z' }),
    says: { expired: 'fails critical -14' },
  },
  {
    name: 'of an application that is switched off',
    skc: applicationSecret({ expiresAt: '2026-11-01T06:00:00Z', state: 'suspended' }),
    says: { expired: 'not applicable' },
  },
  {
    name: 'a certificate: its algorithm is not told',
    skc: applicationCertificate(),
    says: {
      'weak-cryptography': 'not applicable',
      expiring: 'passes',
      'renewal-failed': 'not applicable',
      'rotation-overdue': 'not applicable',
    },
  },
  {
    name: 'a certificate for a century',
    skc: applicationCertificate({ expiresAt: undefined }),
    says: { 'never-expires': 'fails medium', expiring: 'not applicable' },
  },
  {
    name: 'the SAML certificate that signs ends in a week',
    skc: applicationCertificate({
      expiresAt: '2026-11-27T06:00:00Z',
      inUse: true,
      details: { signsSaml: true, active: true },
    }),
    says: { expiring: 'fails critical 7' },
  },

  {
    name: 'made anew seven weeks ago',
    skc: storageKey(),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'not applicable', unused: 'not applicable' },
  },
  {
    name: 'older than 90 days',
    skc: storageKey({ versionCreatedAt: '2026-08-01T00:00:00Z' }),
    says: { 'rotation-overdue': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'older than 180 days',
    skc: storageKey({ versionCreatedAt: '2026-05-01T00:00:00Z' }),
    says: { 'rotation-overdue': 'fails high' },
  },
  {
    name: 'of an account that is older than such dates',
    skc: storageKey({ versionCreatedAt: undefined, unknown: { versionCreatedAt: 'no date kept' } }),
    says: { 'rotation-overdue': 'unknown versionCreatedAt' },
  },
  {
    name: 'shared keys are off',
    skc: storageKey({ versionCreatedAt: '2022-01-01T00:00:00Z', state: 'suspended' }),
    says: { 'rotation-overdue': 'not applicable' },
  },
];
