import type { Label } from '../../rules/label.ts';
import { serverCertificate } from './skcs.ts';

export const SERVER_CERTIFICATES: readonly Label[] = [
  {
    name: 'a server certificate with months left',
    skc: serverCertificate(),
    says: {
      expiring: 'passes',
      expired: 'passes',
      'never-expires': 'not applicable',
      'rotation-overdue': 'not applicable',
      'renewal-failed': 'not applicable',
      // IAM tells neither its use nor its algorithm.
      unused: 'not applicable',
      'weak-cryptography': 'not applicable',
    },
  },
  {
    name: 'a server certificate that ends in 60 days and a second',
    skc: serverCertificate({ expiresAt: '2027-01-20T06:00:01Z' }),
    says: { expiring: 'passes' },
  },
  {
    name: 'a server certificate that ends in 60 days',
    skc: serverCertificate({ expiresAt: '2027-01-20T06:00:00Z' }),
    says: { expiring: 'fails low 60' },
  },
  {
    name: 'a server certificate that ends in 14 days',
    skc: serverCertificate({ expiresAt: '2026-12-05T06:00:00Z' }),
    says: { expiring: 'fails high 14' },
  },
  {
    name: 'a server certificate that ends in a second',
    skc: serverCertificate({ expiresAt: '2026-11-21T06:00:01Z' }),
    says: { expiring: 'fails critical 1', expired: 'passes' },
  },
  {
    name: 'a server certificate that ends now: whether anything uses it is unknown',
    skc: serverCertificate({ expiresAt: '2026-11-21T06:00:00Z' }),
    says: { expired: 'fails critical 0' },
  },
  {
    name: 'a server certificate without an end in the answer',
    skc: serverCertificate({
      expiresAt: undefined,
      unknown: { expiresAt: 'the response has no Expiration' },
    }),
    says: { expiring: 'unknown expiresAt', expired: 'unknown expiresAt' },
  },
];
