import {
  accountKey,
  apiKey,
  CANNOT,
  endsIn,
  key,
  managed,
  OFF,
  scheduledSecret,
  secret,
  uploaded,
} from './estate-gcp.ts';
import type { Label } from './labelled.ts';

const SECRETS: readonly Label[] = [
  { name: 'neither end nor rotation', skc: secret(), says: { 'never-expires': 'fails medium' } },
  {
    name: 'neither, its version 366 days old',
    skc: secret({ createdAt: '2024-01-10T08:00:00Z', versionCreatedAt: '2025-11-20T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'neither, its version two years old',
    skc: secret({ createdAt: '2024-01-10T08:00:00Z', versionCreatedAt: '2024-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails high' },
  },
  { name: 'its schedule kept', skc: scheduledSecret(), says: { 'rotation-failed': 'passes' } },
  {
    name: 'its schedule missed by 48 hours to the second',
    skc: scheduledSecret({ rotationDueAt: '2026-11-19T06:00:00Z' }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'its schedule missed by 48 hours and a second',
    skc: scheduledSecret({ rotationDueAt: '2026-11-19T05:59:59Z' }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'a schedule more seldom than the limit, its version 366 days old',
    skc: scheduledSecret({
      rotationPeriodDays: 400,
      versionCreatedAt: '2025-11-20T05:59:59Z',
      rotationDueAt: '2026-12-25T05:59:59Z',
    }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'destroys itself in nine days',
    skc: secret({ expiresAt: '2026-11-30T06:00:00Z', destroysItself: true }),
    says: { expiring: 'fails high 14' },
  },
  {
    name: 'destroyed itself yesterday',
    skc: secret({
      expiresAt: '2026-11-20T06:00:00Z',
      destroysItself: true,
      state: 'destroyed',
      absentAt: '2026-11-20T07:00:00Z',
    }),
    says: { expired: 'fails critical -1' },
  },
  {
    name: 'without any version',
    skc: secret({ state: 'pre-activation', versionCreatedAt: undefined }),
    says: {},
  },
  {
    name: 'its versions disabled',
    skc: secret({ state: 'suspended', versionCreatedAt: undefined }),
    says: {},
  },
  {
    name: 'its last version waits for destruction',
    skc: secret({ state: 'suspended', versionCreatedAt: undefined, deletionDueAt: '2026-11-26T06:00:00Z' }),
    says: { 'pending-deletion': 'fails medium' },
  },
  {
    name: 'its versions denied',
    skc: secret({
      versionCreatedAt: undefined,
      createdAt: '2024-01-10T08:00:00Z',
      unknown: { state: 'denied', versionCreatedAt: 'denied', deletionDueAt: 'denied' },
    }),
    says: {
      'rotation-overdue': 'unknown state,deletionDueAt',
      'never-expires': 'unknown state,deletionDueAt',
      'pending-deletion': 'unknown deletionDueAt',
    },
  },
];

const KEYS: readonly Label[] = [
  { name: 'rotates every year', skc: key(), says: { 'rotation-off': 'passes', 'rotation-failed': 'passes' } },
  { name: 'no rotation period', skc: key(OFF), says: { 'rotation-off': 'fails medium' } },
  {
    name: 'its rotation two days late',
    skc: key({ rotationDueAt: '2026-11-19T05:00:00Z' }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'rotates every 730 days, last 400 days ago',
    skc: key({ rotationPeriodDays: 730, lastRotatedAt: '2025-10-17T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'signing with EC P-256',
    skc: key({ ...CANNOT, keyUsage: 'ASYMMETRIC_SIGN', keyAlgorithm: 'EC_SIGN_P256_SHA256' }),
    says: { 'rotation-off': 'not applicable', 'weak-cryptography': 'passes' },
  },
  {
    name: 'decrypting with RSA 2048 and SHA-1 as its mask',
    skc: key({ ...CANNOT, keyUsage: 'ASYMMETRIC_DECRYPT', keyAlgorithm: 'RSA_DECRYPT_OAEP_2048_SHA1' }),
    says: { 'weak-cryptography': 'passes' },
  },
  {
    name: 'an algorithm of tomorrow',
    skc: key({ ...CANNOT, keyUsage: 'ASYMMETRIC_SIGN', keyAlgorithm: 'LATTICE_9' }),
    says: { 'weak-cryptography': 'unknown keyAlgorithm' },
  },
  { name: 'a MAC key', skc: key({ ...CANNOT, keyUsage: 'MAC', keyAlgorithm: 'HMAC_SHA256' }), says: {} },
  {
    name: 'imported, its version 366 days old',
    skc: key({ ...CANNOT, origin: 'IMPORTED', lastRotatedAt: '2025-11-20T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium', 'rotation-off': 'not applicable' },
  },
  {
    name: 'held outside',
    skc: key({ ...CANNOT, origin: 'EXTERNAL', keyAlgorithm: 'EXTERNAL_SYMMETRIC_ENCRYPTION' }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'not applicable' },
  },
  { name: 'disabled without rotation', skc: key({ ...OFF, state: 'suspended' }), says: {} },
  {
    name: 'its version scheduled for destruction',
    skc: key({
      ...OFF,
      state: 'deactivated',
      status: 'DESTROY_SCHEDULED',
      deletionDueAt: '2026-12-01T06:00:00Z',
    }),
    says: { 'pending-deletion': 'fails medium' },
  },
];

const CREDENTIALS: readonly Label[] = [
  { name: 'never ends, made this month', skc: accountKey(), says: { 'never-expires': 'fails medium' } },
  {
    name: 'never ends, 90 days old to the second',
    skc: accountKey({ createdAt: '2026-08-23T06:00:00Z' }),
    says: { 'never-expires': 'fails medium' },
  },
  {
    name: 'never ends, 90 days and a second old',
    skc: accountKey({ createdAt: '2026-08-23T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'ends in 20 days',
    skc: accountKey({ expiresAt: '2026-12-11T06:00:00Z' }),
    says: { expiring: 'fails medium 30' },
  },
  { name: 'disabled', skc: accountKey({ createdAt: '2024-01-01T00:00:00Z', state: 'suspended' }), says: {} },
  { name: 'made this year', skc: apiKey('2026-01-10T08:00:00Z'), says: { 'never-expires': 'fails medium' } },
  {
    name: 'made three years ago',
    skc: apiKey('2023-01-10T08:00:00Z'),
    says: { 'rotation-overdue': 'fails high' },
  },
];

const CERTIFICATES: readonly Label[] = [
  {
    name: 'managed, 71 days left',
    skc: managed('certificate-manager-certificate'),
    says: { expiring: 'passes', 'renewal-failed': 'passes', 'weak-cryptography': 'passes' },
  },
  {
    name: 'managed, 24 days left: Google may still be at it',
    skc: managed('compute-ssl-certificate', endsIn('2026-12-15T06:00:00Z', '2026-09-16T06:00:00Z')),
    says: { expiring: 'passes' },
  },
  {
    name: 'managed, 14 days left and not renewed',
    skc: managed('compute-ssl-certificate', endsIn('2026-12-05T06:00:00Z', '2026-09-06T06:00:00Z')),
    says: { expiring: 'fails high 14' },
  },
  {
    name: 'managed, its DNS authorization gone',
    skc: managed('certificate-manager-certificate', { renewalStatus: 'pending-validation' }),
    says: { 'renewal-failed': 'fails high' },
  },
  {
    name: 'managed, RENEWAL_FAILED with 12 days left',
    skc: managed('compute-ssl-certificate', {
      ...endsIn('2026-12-03T06:00:00Z', '2026-09-04T06:00:00Z'),
      renewalStatus: 'failed',
    }),
    says: { 'renewal-failed': 'fails critical', expiring: 'fails high 14' },
  },
  {
    name: 'managed, never issued for a failure',
    skc: managed('certificate-manager-certificate', {
      expiresAt: undefined,
      state: 'pre-activation',
      renewalStatus: 'failed',
      keyAlgorithm: undefined,
    }),
    says: { 'renewal-failed': 'fails high', 'weak-cryptography': 'unknown keyAlgorithm' },
  },
  { name: 'uploaded, ten months left', skc: uploaded(), says: { expiring: 'passes' } },
  {
    name: 'uploaded, 25 days left',
    skc: uploaded(endsIn('2026-12-16T06:00:00Z', '2025-12-16T06:00:00Z')),
    says: { expiring: 'fails medium 30' },
  },
  {
    name: 'uploaded, ended two days ago',
    skc: uploaded({ expiresAt: '2026-11-19T06:00:00Z' }),
    says: { expired: 'fails critical -2' },
  },
  {
    name: 'uploaded, RSA 1024',
    skc: uploaded({ keyAlgorithm: 'RSA_1024' }),
    says: { 'weak-cryptography': 'fails medium' },
  },
];

export const GCP: readonly Label[] = [...SECRETS, ...KEYS, ...CREDENTIALS, ...CERTIFICATES];
