import type { Label } from '../../rules/label.ts';
import { vaultSecret } from './skcs.ts';

/** The standard clock is 2026-11-21T06:00:00Z; 365 days before it 2025-11-21, 730 days 2024-11-21, 90 days 2026-08-23. */
export const LABELS: readonly Label[] = [
  {
    name: 'ends in ten months',
    skc: vaultSecret(),
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
    skc: vaultSecret({ expiresAt: undefined }),
    says: { 'never-expires': 'fails medium', 'rotation-overdue': 'passes' },
  },
  {
    name: 'has no end and is two years old: its age is reported, once',
    skc: vaultSecret({ expiresAt: undefined, versionCreatedAt: '2024-10-01T08:00:00Z' }),
    says: { 'rotation-overdue': 'fails high', 'never-expires': 'not applicable' },
  },
  {
    name: 'a new version of 1 October is no old secret',
    skc: vaultSecret({ expiresAt: '2028-10-01T08:00:00Z' }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: 'ends in thirteen days and two hours',
    skc: vaultSecret({ expiresAt: '2026-12-04T08:00:00Z' }),
    says: { expiring: 'fails high 14' },
  },
  {
    name: 'ended yesterday',
    skc: vaultSecret({ expiresAt: '2026-11-20T05:00:00Z' }),
    says: { expired: 'fails critical -1' },
  },
  {
    name: 'ended, but is disabled',
    skc: vaultSecret({ expiresAt: '2026-11-20T05:00:00Z', state: 'suspended', status: 'disabled' }),
    says: {
      expired: 'not applicable',
      'never-expires': 'not applicable',
      'rotation-overdue': 'not applicable',
    },
  },
  {
    name: 'is deleted and can be brought back',
    skc: vaultSecret({
      state: 'deactivated',
      status: 'deleted',
      deleted: true,
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
    name: 'is deleted and would have ended: only its deletion is reported',
    skc: vaultSecret({
      state: 'deactivated',
      status: 'deleted',
      deleted: true,
      expiresAt: '2026-11-20T05:00:00Z',
      deletionDueAt: '2027-02-08T00:00:00Z',
    }),
    says: { 'pending-deletion': 'fails medium', expired: 'not applicable' },
  },
  {
    name: 'is not in force yet',
    skc: vaultSecret({ state: 'pre-activation', expiresAt: undefined }),
    says: { 'never-expires': 'not applicable' },
  },
  {
    name: 'its end is no date',
    skc: vaultSecret({ expiresAt: undefined, unknown: { expiresAt: 'no date' } }),
    says: {
      expired: 'unknown expiresAt',
      expiring: 'unknown expiresAt',
      'never-expires': 'unknown expiresAt',
    },
  },
];
