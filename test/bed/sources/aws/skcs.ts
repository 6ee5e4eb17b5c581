import type { Skc, StoredSkc } from '../../../../shared/model/skc.ts';

type Facts = Partial<StoredSkc>;

const COMMON = {
  cloud: 'aws',
  account: 'aws#111122223333',
  location: 'eu-west-1',
  name: 'pay/database',
  state: 'active',
  tags: {},
  details: {},
  unknown: {},
  precise: {},
} as const;

/** A secret that rotates every 30 days and did so on 1 November 2026; read the day before the standard clock. */
export function rotatingSecret(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:pay/database-AbCdEf',
    kind: 'secret',
    type: 'aws.secrets-manager-secret',
    createdAt: '2025-01-10T08:00:00Z',
    lastUsedAt: '2026-11-20T00:00:00Z',
    currentVersion: 'v1',
    rotationEnabled: true,
    rotationPeriodDays: 30,
    rotationWindowHours: 24,
    lastRotatedAt: '2026-11-01T10:00:00Z',
    rotationDueAt: '2026-12-01T10:00:00Z',
    ...facts,
  };
}

/** A secret without rotation, in use, made on 10 January 2026; the date of its version is not known. */
export function longLivedSecret(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:pay/api-AbCdEf',
    kind: 'secret',
    type: 'aws.secrets-manager-secret',
    createdAt: '2026-01-10T08:00:00Z',
    lastUsedAt: '2026-11-20T00:00:00Z',
    currentVersion: 'v1',
    rotationEnabled: false,
    ...facts,
  };
}

/** An enabled symmetric key whose material KMS made, rotated every year by KMS. */
export function kmsKey(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'arn:aws:kms:eu-west-1:111122223333:key/0f4a2c1e-0000-4000-8000-000000000001',
    kind: 'key',
    type: 'aws.kms-key',
    createdAt: '2022-03-01T09:00:00Z',
    keyAlgorithm: 'SYMMETRIC_DEFAULT',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    rotationEnabled: true,
    rotationPeriodDays: 365,
    rotationDueAt: '2027-03-01T09:00:00Z',
    ...facts,
  };
}

/** An imported certificate in use that ends on 1 October 2027. */
export function importedCertificate(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'arn:aws:acm:eu-west-1:111122223333:certificate/0f4a2c1e-0000-4000-8000-000000000002',
    kind: 'certificate',
    type: 'aws.acm-certificate',
    name: 'api.example.com',
    origin: 'IMPORTED',
    createdAt: '2025-01-10T08:00:00Z',
    expiresAt: '2027-10-01T00:00:00Z',
    renewedBy: 'person',
    inUse: true,
    exported: false,
    keyAlgorithm: 'RSA_2048',
    ...facts,
  };
}

/** A certificate in use that ACM issued and renews. */
export function issuedCertificate(facts: Facts = {}): Skc & Facts {
  return importedCertificate({ origin: 'AMAZON_ISSUED', renewedBy: 'service', ...facts });
}

/** An active access key made on 1 November 2026 and used since. */
export function accessKey(facts: Facts = {}): Skc & Facts {
  const madeAt = facts.createdAt ?? '2026-11-01T08:00:00Z';
  return {
    ...COMMON,
    id: 'arn:aws:iam::111122223333:user/ci/access-key/AKIAEXAMPLE000000001',
    kind: 'secret',
    type: 'aws.iam-access-key',
    location: 'global',
    name: 'ci/AKIAEXAMPLE000000001',
    createdAt: madeAt,
    versionCreatedAt: madeAt,
    lastUsedAt: '2026-11-20T09:00:00Z',
    ...facts,
  };
}

/** Root's access key. */
export function rootKey(facts: Facts = {}): Skc & Facts {
  return accessKey({
    id: 'arn:aws:iam::111122223333:root/access-key/1',
    name: 'root/access key 1',
    privileged: true,
    ofRoot: true,
    ...facts,
  });
}

/** A SecureString parameter written on 10 January 2026, without an Expiration policy. */
export function parameter(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'arn:aws:ssm:eu-west-1:111122223333:parameter/pay/database/password',
    kind: 'secret',
    type: 'aws.ssm-parameter',
    name: '/pay/database/password',
    currentVersion: '3',
    versionCreatedAt: '2026-01-10T08:00:00Z',
    ...facts,
  };
}

/** A certificate that was uploaded to IAM and ends on 1 October 2027. */
export function serverCertificate(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'arn:aws:iam::111122223333:server-certificate/web/www',
    kind: 'certificate',
    type: 'aws.iam-server-certificate',
    location: 'global',
    name: 'www',
    createdAt: '2026-01-10T08:00:00Z',
    expiresAt: '2027-10-01T00:00:00Z',
    renewedBy: 'person',
    ...facts,
  };
}

/** A Bedrock API key made on 10 January 2026 without an age. */
export function bedrockKey(facts: Facts = {}): Skc & Facts {
  return {
    ...COMMON,
    id: 'arn:aws:iam::111122223333:user/model/service-specific-credential/ACCAEXAMPLE123EXAMPLE',
    kind: 'secret',
    type: 'aws.iam-service-specific-credential',
    location: 'global',
    name: 'model/model-at-111122223333',
    status: 'Active',
    createdAt: '2026-01-10T08:00:00Z',
    versionCreatedAt: '2026-01-10T08:00:00Z',
    details: { user: 'model', service: 'bedrock.amazonaws.com' },
    ...facts,
  };
}
