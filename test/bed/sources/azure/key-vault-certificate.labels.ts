import type { Label } from '../../rules/label.ts';
import { vaultCertificate } from './skcs.ts';

/** The standard clock is 2026-11-21T06:00:00Z; 365 days before it 2025-11-21, 730 days 2024-11-21, 90 days 2026-08-23. */
export const LABELS: readonly Label[] = [
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
    name: 'should have been renewed 22 days before the rule reports it',
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
