import { vaultCertificate, vaultKey, vaultSecret } from './estate-azure.ts';
import type { Label } from './labelled.ts';

/** The standard clock is 2026-11-21T06:00:00Z; 365 days before it 2025-11-21, 730 days 2024-11-21, 90 days 2026-08-23. */
export const AZURE_VAULTS: readonly Label[] = [
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
    name: 'has no end and is two years old: its age is told, once',
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
    skc: vaultSecret({
      state: 'deactivated',
      status: 'deleted',
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

  {
    name: 'rotates and is in time',
    skc: vaultKey(),
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
    skc: vaultKey({ rotationEnabled: false, rotationDueAt: undefined, rotationPeriodDays: undefined }),
    says: { 'rotation-off': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'no policy, but an end',
    skc: vaultKey({ rotationEnabled: false, rotationDueAt: undefined, expiresAt: '2027-10-01T08:00:00Z' }),
    says: { 'rotation-off': 'fails medium', 'never-expires': 'passes' },
  },
  {
    name: 'no policy and older than a year',
    skc: vaultKey({
      rotationEnabled: false,
      rotationDueAt: undefined,
      versionCreatedAt: '2025-10-01T08:00:00Z',
    }),
    says: {
      'rotation-overdue': 'fails medium',
      'rotation-off': 'not applicable',
      'never-expires': 'not applicable',
    },
  },
  {
    name: 'its rotation should have come three days ago',
    skc: vaultKey({ rotationDueAt: '2026-11-18T05:59:59Z' }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'its rotation should have come 47 hours ago',
    skc: vaultKey({ rotationDueAt: '2026-11-19T07:00:00Z' }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'rotates before an end that it does not have',
    skc: vaultKey({ rotationDueAt: undefined }),
    says: { 'rotation-failed': 'unknown rotationDueAt' },
  },
  {
    name: 'rotates every two years: more seldom than the limit, and old',
    skc: vaultKey({
      rotationPeriodDays: 730,
      versionCreatedAt: '2025-10-01T08:00:00Z',
      rotationDueAt: '2027-10-01T08:00:00Z',
    }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'its policy may not be read',
    skc: vaultKey({
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
    skc: vaultKey({
      type: 'azure.managed-hsm-key',
      location: 'hsm-bank',
      rotationEnabled: false,
      rotationDueAt: undefined,
    }),
    says: { 'rotation-off': 'fails medium' },
  },
  {
    name: 'a disabled key is asked for nothing',
    skc: vaultKey({
      state: 'suspended',
      status: 'disabled',
      rotationEnabled: false,
      rotationDueAt: undefined,
    }),
    says: { 'rotation-off': 'not applicable', 'never-expires': 'not applicable' },
  },

  {
    name: 'is renewed by its issuer, far away',
    skc: vaultCertificate(),
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
    skc: vaultCertificate({ expiresAt: '2026-12-31T06:00:00Z', renewalStatus: 'succeeded' }),
    says: { expiring: 'passes', 'renewal-failed': 'passes' },
  },
  {
    name: 'is renewed 30 days before: 24 days before its issuer still has a day',
    skc: vaultCertificate({ expiresAt: '2026-12-15T06:00:00Z', renewalStatus: 'pending' }),
    says: { expiring: 'passes' },
  },
  {
    name: 'should have been renewed: 22 days before it speaks',
    skc: vaultCertificate({ expiresAt: '2026-12-13T06:00:00Z', renewalStatus: 'pending' }),
    says: { expiring: 'fails medium 30' },
  },
  {
    name: 'its renewal fails 25 days before',
    skc: vaultCertificate({ expiresAt: '2026-12-16T06:00:00Z', renewalStatus: 'failed' }),
    says: { 'renewal-failed': 'fails high', expiring: 'passes' },
  },
  {
    name: 'its renewal fails 10 days before',
    skc: vaultCertificate({ expiresAt: '2026-12-01T06:00:00Z', renewalStatus: 'failed' }),
    says: { 'renewal-failed': 'fails critical', expiring: 'fails high 14' },
  },
  {
    name: 'its issuer is Unknown: nothing renews it',
    skc: vaultCertificate({ origin: 'Unknown', renewedBy: 'person', expiresAt: '2027-01-10T06:00:00Z' }),
    says: { expiring: 'fails low 60', 'renewal-failed': 'not applicable' },
  },
  {
    name: 'its policy may not be read',
    skc: vaultCertificate({
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
    skc: vaultCertificate({ keyAlgorithm: 'RSA_1024' }),
    says: { 'weak-cryptography': 'fails medium' },
  },
  {
    name: 'is of the curve P-256',
    skc: vaultCertificate({ keyAlgorithm: 'EC_P-256' }),
    says: { 'weak-cryptography': 'passes' },
  },
];
