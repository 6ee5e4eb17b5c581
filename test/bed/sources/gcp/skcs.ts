import type { Skc, StoredSkc } from '../../../../shared/model/skc.ts';

type Facts = Partial<StoredSkc>;

const COMMON = {
  cloud: 'gcp',
  account: 'gcp#pay-prod-4711',
  location: 'global',
  name: 'db-password',
  state: 'active',
  tags: {},
  details: {},
  unknown: {},
  precise: {},
} as const;

/** A secret made on 10 January 2026 with one version, neither rotating nor ending. */
export function secret(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: '//secretmanager.googleapis.com/projects/471100000000/secrets/db-password',
    kind: 'secret',
    type: 'gcp.secret-manager-secret',
    createdAt: '2026-01-10T08:00:00Z',
    currentVersion: '1',
    versionCreatedAt: '2026-01-10T08:00:00Z',
    rotationEnabled: false,
    ...facts,
  };
}

/** A secret whose schedule asks for a new version every 30 days; the last came on 1 November 2026. */
export function scheduledSecret(facts: Facts = {}): Skc & Facts {
  return secret({
    currentVersion: '11',
    versionCreatedAt: '2026-11-01T10:00:00Z',
    lastRotatedAt: '2026-11-01T10:00:00Z',
    rotationEnabled: true,
    rotationPeriodDays: 30,
    rotationDueAt: '2026-12-01T10:00:00Z',
    ...facts,
  });
}

/** A symmetric key made by Google that rotates every 365 days. */
export function key(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: '//cloudkms.googleapis.com/projects/pay-prod-4711/locations/europe-west3/keyRings/pay/cryptoKeys/ledger',
    kind: 'key',
    type: 'gcp.kms-key',
    location: 'europe-west3',
    name: 'pay/ledger',
    createdAt: '2022-03-01T09:00:00Z',
    currentVersion: '5',
    versionCreatedAt: '2026-03-01T09:00:00Z',
    lastRotatedAt: '2026-03-01T09:00:00Z',
    keyAlgorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'GENERATED',
    rotationEnabled: true,
    rotationPeriodDays: 365,
    rotationDueAt: '2027-03-01T09:00:00Z',
    ...facts,
  };
}

export const OFF = {
  rotationEnabled: false,
  rotationPeriodDays: undefined,
  rotationDueAt: undefined,
} as const;
export const CANNOT = { ...OFF, rotationEnabled: undefined } as const;

/** A downloaded key of a service account, made on 1 November 2026, that never ends. */
export function accountKey(facts: Facts = {}): Skc & Facts {
  const madeAt = facts.createdAt ?? '2026-11-01T08:00:00Z';
  return {
    ...COMMON,
    id: '//iam.googleapis.com/projects/pay-prod-4711/serviceAccounts/ci@pay-prod-4711.iam.gserviceaccount.com/keys/0a',
    kind: 'secret',
    type: 'gcp.service-account-key',
    name: 'ci@pay-prod-4711.iam.gserviceaccount.com/0a',
    createdAt: madeAt,
    versionCreatedAt: madeAt,
    ...facts,
  };
}

export function apiKey(madeAt: string): Skc & Facts {
  return {
    ...COMMON,
    id: '//apikeys.googleapis.com/projects/471100000000/locations/global/keys/5e1f',
    kind: 'secret',
    type: 'gcp.api-key',
    name: 'Maps',
    createdAt: madeAt,
    versionCreatedAt: madeAt,
  };
}

/** A certificate that Google manages, 90 days long, that ends on 31 January 2027. */
export function managed(
  type: 'certificate-manager-certificate' | 'compute-ssl-certificate',
  facts: Facts = {},
): Skc & Facts {
  return {
    ...COMMON,
    id: `//gcp.example/${type}/www`,
    kind: 'certificate',
    type: `gcp.${type}`,
    name: 'www',
    createdAt: '2025-01-10T08:00:00Z',
    expiresAt: '2027-01-31T00:00:00Z',
    renewedBy: 'service',
    renewalStatus: 'succeeded',
    keyAlgorithm: 'RSA_2048',
    signatureAlgorithm: 'sha256WithRSAEncryption',
    origin: 'MANAGED',
    notBefore: '2026-11-02T00:00:00Z',
    renewsDaysBefore: 30,
    ...facts,
  };
}

/** One that a person uploaded, 365 days long, that ends on 1 October 2027. */
export function uploaded(facts: Facts = {}): Skc & Facts {
  return managed('compute-ssl-certificate', {
    renewedBy: 'person',
    renewalStatus: undefined,
    origin: 'SELF_MANAGED',
    expiresAt: '2027-10-01T00:00:00Z',
    notBefore: '2026-10-01T00:00:00Z',
    renewsDaysBefore: undefined,
    ...facts,
  });
}

export const endsIn = (expiresAt: string, notBefore: string, facts: Facts = {}): Facts => ({
  expiresAt,
  notBefore,
  ...facts,
});
