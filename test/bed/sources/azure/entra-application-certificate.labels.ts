import type { Label } from '../../rules/label.ts';
import { applicationCertificate } from './skcs.ts';

/** The standard clock is 2026-11-21T06:00:00Z, 90 days before it 2026-08-23. */
export const LABELS: readonly Label[] = [
  {
    name: 'a certificate: its algorithm is not told',
    skc: applicationCertificate(),
    says: {
      'weak-cryptography': 'not applicable',
      expiring: 'passes',
      'renewal-failed': 'not applicable',
      'rotation-overdue': 'not applicable',
    },
  },
  {
    name: 'a certificate for a century',
    skc: applicationCertificate({ expiresAt: undefined }),
    says: { 'never-expires': 'fails medium', expiring: 'not applicable' },
  },
  {
    name: 'the SAML certificate that signs ends in a week',
    skc: applicationCertificate({
      expiresAt: '2026-11-27T06:00:00Z',
      inUse: true,
      details: { signsSaml: true, active: true },
    }),
    says: { expiring: 'fails critical 7' },
  },
];
