import { kmsKey } from './skcs.ts';
import type { Label } from '../../rules/label.ts';

const OFF = { rotationEnabled: false, rotationPeriodDays: undefined, rotationDueAt: undefined } as const;
const CANNOT = { ...OFF, rotationEnabled: undefined } as const;
const DENIED = 'AccessDeniedException on kms:DescribeKey';

export const LABELS: readonly Label[] = [
  {
    name: 'rotated by KMS every year',
    skc: kmsKey(),
    says: {
      'rotation-off': 'passes',
      'rotation-failed': 'passes',
      'rotation-overdue': 'not applicable',
      unused: 'not applicable',
      'never-expires': 'not applicable',
      'weak-cryptography': 'not applicable',
    },
  },
  {
    name: 'rotation off, never rotated',
    skc: kmsKey(OFF),
    says: {
      'rotation-off': 'fails medium',
      'rotation-overdue': 'not applicable',
      'rotation-failed': 'not applicable',
    },
  },
  {
    name: 'rotation off, made today',
    skc: kmsKey({ ...OFF, createdAt: '2026-11-21T05:00:00Z' }),
    says: { 'rotation-off': 'fails medium' },
  },
  {
    name: 'rotation off, last rotated by KMS itself',
    skc: kmsKey({ ...OFF, lastRotatedAt: '2026-03-01T00:00:00Z', rotatedOnDemand: false }),
    says: { 'rotation-off': 'fails medium', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'rotated on demand 365 days ago',
    skc: kmsKey({ ...OFF, lastRotatedAt: '2025-11-21T06:00:00Z', rotatedOnDemand: true }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'passes' },
  },
  {
    name: 'rotated on demand 365 days and a second ago',
    skc: kmsKey({ ...OFF, lastRotatedAt: '2025-11-21T05:59:59Z', rotatedOnDemand: true }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'rotated on demand two years ago',
    skc: kmsKey({ ...OFF, lastRotatedAt: '2024-11-21T06:00:00Z', rotatedOnDemand: true }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'fails high' },
  },
  {
    name: 'rotation off, its rotations denied',
    skc: kmsKey({ ...OFF, unknown: { lastRotatedAt: 'AccessDeniedException' } }),
    says: { 'rotation-off': 'unknown lastRotatedAt', 'rotation-overdue': 'unknown lastRotatedAt' },
  },
  {
    name: 'rotation status denied',
    skc: kmsKey({ ...CANNOT, unknown: { rotationEnabled: 'AccessDeniedException' } }),
    says: {
      'rotation-off': 'unknown rotationEnabled',
      'rotation-failed': 'unknown rotationEnabled',
      'rotation-overdue': 'unknown rotationEnabled',
    },
  },
  {
    name: 'rotates every 2,560 days, last 366 days ago',
    skc: kmsKey({
      rotationPeriodDays: 2560,
      rotationDueAt: '2032-11-01T00:00:00Z',
      lastRotatedAt: '2025-11-20T06:00:00Z',
    }),
    says: { 'rotation-off': 'passes', 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'rotates every 2,560 days, made last month',
    skc: kmsKey({
      rotationPeriodDays: 2560,
      rotationDueAt: '2033-11-01T00:00:00Z',
      createdAt: '2026-10-20T00:00:00Z',
    }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: 'its yearly rotation is three days late',
    skc: kmsKey({ rotationDueAt: '2026-11-18T06:00:00Z' }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'disabled: its rotation is late because KMS does not rotate it',
    skc: kmsKey({ state: 'suspended', rotationDueAt: '2026-01-01T00:00:00Z' }),
    says: { 'rotation-failed': 'not applicable', 'rotation-off': 'not applicable' },
  },
  {
    name: 'disabled, rotation off',
    skc: kmsKey({ ...OFF, state: 'suspended' }),
    says: { 'rotation-off': 'not applicable' },
  },
  {
    name: 'asymmetric RSA for encryption',
    skc: kmsKey({ ...CANNOT, keyAlgorithm: 'RSA_4096' }),
    says: {
      'rotation-off': 'not applicable',
      'rotation-overdue': 'not applicable',
      'weak-cryptography': 'passes',
    },
  },
  {
    name: 'asymmetric for signing, NIST P-256',
    skc: kmsKey({ ...CANNOT, keyAlgorithm: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' }),
    says: { 'rotation-off': 'not applicable', 'weak-cryptography': 'passes' },
  },
  {
    name: 'asymmetric for signing, secp256k1',
    skc: kmsKey({ ...CANNOT, keyAlgorithm: 'ECC_SECG_P256K1', keyUsage: 'SIGN_VERIFY' }),
    says: { 'weak-cryptography': 'passes' },
  },
  {
    name: 'post-quantum signing',
    skc: kmsKey({ ...CANNOT, keyAlgorithm: 'ML_DSA_65', keyUsage: 'SIGN_VERIFY' }),
    says: { 'weak-cryptography': 'passes' },
  },
  {
    name: 'an algorithm from a newer API',
    skc: kmsKey({ ...CANNOT, keyAlgorithm: 'NEW_THING_7', keyUsage: 'SIGN_VERIFY' }),
    says: { 'weak-cryptography': 'unknown keyAlgorithm', 'rotation-off': 'not applicable' },
  },
  {
    name: 'HMAC',
    skc: kmsKey({ ...CANNOT, keyAlgorithm: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' }),
    says: {
      'rotation-off': 'not applicable',
      'rotation-overdue': 'not applicable',
      'weak-cryptography': 'not applicable',
    },
  },
  {
    name: 'in a CloudHSM key store',
    skc: kmsKey({ ...CANNOT, origin: 'AWS_CLOUDHSM' }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'in an external key store',
    skc: kmsKey({ ...CANNOT, origin: 'EXTERNAL_KEY_STORE' }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'imported 365 days ago, without end',
    skc: kmsKey({ ...CANNOT, origin: 'EXTERNAL', createdAt: '2025-11-21T06:00:00Z' }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'passes', expired: 'not applicable' },
  },
  {
    name: 'imported 365 days and a second ago',
    skc: kmsKey({ ...CANNOT, origin: 'EXTERNAL', createdAt: '2025-11-21T05:59:59Z' }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'imported in 2022, rotated on demand this year',
    skc: kmsKey({
      ...CANNOT,
      origin: 'EXTERNAL',
      lastRotatedAt: '2026-04-01T00:00:00Z',
      rotatedOnDemand: true,
    }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: 'imported material ends in 14 days',
    skc: kmsKey({
      ...CANNOT,
      origin: 'EXTERNAL',
      createdAt: '2026-06-01T00:00:00Z',
      expiresAt: '2026-12-05T06:00:00Z',
      destroysItself: true,
    }),
    says: { expiring: 'fails high 14', expired: 'passes' },
  },
  {
    name: 'disabled, imported material ends in 14 days',
    skc: kmsKey({
      ...CANNOT,
      state: 'suspended',
      origin: 'EXTERNAL',
      createdAt: '2026-06-01T00:00:00Z',
      expiresAt: '2026-12-05T06:00:00Z',
      destroysItself: true,
    }),
    says: { expiring: 'fails high 14' },
  },
  {
    name: 'disabled, imported material ended yesterday',
    skc: kmsKey({
      ...CANNOT,
      state: 'suspended',
      origin: 'EXTERNAL',
      createdAt: '2026-06-01T00:00:00Z',
      expiresAt: '2026-11-20T06:00:00Z',
      destroysItself: true,
    }),
    says: { expired: 'fails critical -1', expiring: 'not applicable' },
  },
  {
    name: 'gone after its material ended: stays expired',
    skc: kmsKey({
      ...CANNOT,
      origin: 'EXTERNAL',
      createdAt: '2026-06-01T00:00:00Z',
      expiresAt: '2026-11-19T06:00:00Z',
      destroysItself: true,
      absentAt: '2026-11-20T06:00:00Z',
    }),
    says: { expired: 'fails critical -2', 'pending-deletion': 'not applicable' },
  },
  {
    name: 'gone before its material ended: deleted by somebody',
    skc: kmsKey({
      ...CANNOT,
      origin: 'EXTERNAL',
      createdAt: '2026-06-01T00:00:00Z',
      expiresAt: '2026-11-19T06:00:00Z',
      destroysItself: true,
      absentAt: '2026-11-18T06:00:00Z',
    }),
    says: { expired: 'not applicable' },
  },
  {
    name: 'multi-Region replica without rotation status',
    skc: kmsKey({ ...CANNOT, replicaOf: 'arn:aws:kms:us-east-1:111122223333:key/mrk-1' }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'multi-Region primary, rotation off',
    skc: kmsKey({ ...OFF, id: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1' }),
    says: { 'rotation-off': 'fails medium' },
  },
  {
    name: 'managed by AWS',
    skc: kmsKey({ ...OFF, ownedBy: 'aws', name: 'aws/ebs' }),
    says: { 'rotation-off': 'not applicable', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'pending deletion',
    skc: kmsKey({
      ...CANNOT,
      state: 'deactivated',
      status: 'PendingDeletion',
      deletionDueAt: '2026-12-01T00:00:00Z',
    }),
    says: { 'pending-deletion': 'fails medium', 'rotation-off': 'not applicable' },
  },
  {
    name: 'primary that waits for the deletion of its replicas',
    skc: kmsKey({ ...CANNOT, state: 'deactivated', deletionWaitsForReplicas: true }),
    says: { 'pending-deletion': 'fails medium', 'rotation-off': 'not applicable' },
  },
  {
    name: 'waits for its material',
    skc: kmsKey({ ...CANNOT, state: 'pre-activation', status: 'PendingImport', origin: 'EXTERNAL' }),
    says: { 'rotation-overdue': 'not applicable', 'rotation-off': 'not applicable' },
  },
  {
    name: 'DescribeKey denied',
    skc: kmsKey({
      ...CANNOT,
      createdAt: undefined,
      keyAlgorithm: undefined,
      keyUsage: undefined,
      origin: undefined,
      unknown: {
        state: DENIED,
        createdAt: DENIED,
        expiresAt: DENIED,
        rotationEnabled: DENIED,
        deletionDueAt: DENIED,
        keyAlgorithm: DENIED,
        keyUsage: DENIED,
        origin: DENIED,
      },
    }),
    says: {
      expired: 'unknown expiresAt',
      expiring: 'unknown expiresAt',
      'rotation-failed': 'unknown rotationEnabled',
      'rotation-overdue': 'unknown state,deletionDueAt',
      'rotation-off': 'unknown origin,keyUsage,keyAlgorithm',
      'pending-deletion': 'unknown deletionDueAt',
      'weak-cryptography': 'unknown keyAlgorithm',
    },
  },
];
