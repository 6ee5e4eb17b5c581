import * as fc from 'fast-check';
import { STATES, type Skc, type SkcField, type StoredSkc } from '../../../shared/model/skc.ts';

const FACTS: readonly SkcField[] = [
  'state',
  'createdAt',
  'expiresAt',
  'versionCreatedAt',
  'lastRotatedAt',
  'rotationEnabled',
  'rotationPeriodDays',
  'rotationDueAt',
  'renewedBy',
  'renewalStatus',
  'lastUsedAt',
  'inUse',
  'exported',
  'deletionDueAt',
  'privileged',
  'keyAlgorithm',
  'keyUsage',
  'origin',
];

/** An instant within the given years. */
export function instants(fromYear: number, toYear: number): fc.Arbitrary<string> {
  const second = (year: number) => Date.parse(`${String(year).padStart(4, '0')}-01-01T00:00:00Z`) / 1000;
  return fc
    .integer({ min: second(fromYear), max: second(toYear) - 1 })
    .map((at) => new Date(at * 1000).toISOString().replace('.000Z', 'Z'));
}

/** Any SKC of the four AWS types with valid fields, although no cloud may return such a combination. */
export function arbitrarySkc(fromYear = 2020, toYear = 2032): fc.Arbitrary<Skc & Partial<StoredSkc>> {
  const at = instants(fromYear, toYear);
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const type = fc.constantFrom(
    ['secret', 'aws.secrets-manager-secret'] as const,
    ['secret', 'aws.iam-access-key'] as const,
    ['key', 'aws.kms-key'] as const,
    ['certificate', 'aws.acm-certificate'] as const,
  );
  const facts = fc.record({
    id: fc.string({ minLength: 1 }),
    name: fc.string(),
    state: fc.oneof({ weight: 4, arbitrary: fc.constant('active' as const) }, fc.constantFrom(...STATES)),
    createdAt: maybe(at),
    expiresAt: maybe(at),
    versionCreatedAt: maybe(at),
    lastRotatedAt: maybe(at),
    rotatedOnDemand: maybe(fc.boolean()),
    rotationEnabled: maybe(fc.boolean()),
    rotationPeriodDays: maybe(fc.integer({ min: 1, max: 2560 })),
    rotationWindowHours: maybe(fc.integer({ min: 1, max: 48 })),
    rotationDueAt: maybe(at),
    renewedBy: maybe(fc.constantFrom('service', 'person')),
    renewalStatus: maybe(fc.constantFrom('pending', 'pending-validation', 'succeeded', 'failed')),
    lastUsedAt: maybe(at),
    inUse: maybe(fc.boolean()),
    exported: maybe(fc.boolean()),
    deletionScheduledAt: fc.option(at, { nil: undefined, freq: 1 }),
    deletionDueAt: fc.option(at, { nil: undefined, freq: 1 }),
    replicaOf: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.string()),
    ownedBy: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.constant('rds')),
    privileged: maybe(fc.boolean()),
    keyAlgorithm: maybe(
      fc.oneof(fc.string(), fc.constantFrom('SYMMETRIC_DEFAULT', 'RSA_1024', 'RSA_2048', 'HMAC_256')),
    ),
    keyUsage: maybe(fc.constantFrom('ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC')),
    origin: maybe(fc.constantFrom('AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'IMPORTED', 'LATER')),
    notBefore: maybe(at),
    renewsDaysBefore: maybe(fc.integer({ min: 0, max: 400 })),
    ofRoot: maybe(fc.boolean()),
    deleted: maybe(fc.boolean()),
    deletionWaitsForReplicas: maybe(fc.boolean()),
    unknown: fc
      .oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray([...FACTS]))
      .map((fields) => Object.fromEntries(fields.map((field) => [field, 'denied']))),
    changedAt: at,
    discoveredAt: at,
  });
  return fc.tuple(type, facts).map(([[kind, skcType], rest]) => ({
    ...rest,
    kind,
    type: skcType,
    cloud: 'aws' as const,
    account: 'aws#111122223333' as const,
    location: 'eu-west-1',
    tags: {},
    details: {},
    precise: {},
  }));
}
