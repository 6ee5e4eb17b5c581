import type { Label } from '../../rules/label.ts';
import { CANNOT, key, OFF } from './skcs.ts';

export const LABELS: readonly Label[] = [
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
