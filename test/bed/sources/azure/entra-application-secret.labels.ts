import type { Label } from '../../rules/label.ts';
import { applicationSecret } from './skcs.ts';

/** The standard clock is 2026-11-21T06:00:00Z, 90 days before it 2026-08-23. */
export const LABELS: readonly Label[] = [
  {
    name: 'for a year, young',
    skc: applicationSecret(),
    says: { expiring: 'passes', 'never-expires': 'passes', 'rotation-overdue': 'passes' },
  },
  {
    name: 'without end',
    skc: applicationSecret({ expiresAt: undefined }),
    says: { 'never-expires': 'fails medium' },
  },
  {
    name: 'ends in five days',
    skc: applicationSecret({ expiresAt: '2026-11-26T06:00:00Z' }),
    says: { expiring: 'fails critical 7' },
  },
  {
    name: 'ends in five days beside a newer one',
    skc: applicationSecret({
      expiresAt: '2026-11-26T06:00:00Z',
      supersededBy: '/applications/1/passwordCredentials/9',
    }),
    says: { expiring: 'fails low 7' },
  },
  {
    name: 'has ended beside a newer one',
    skc: applicationSecret({
      expiresAt: '2026-11-01T06:00:00Z',
      supersededBy: '/applications/1/passwordCredentials/9',
    }),
    says: { expired: 'fails low -14' },
  },
  {
    name: 'has ended and is the only one',
    skc: applicationSecret({ expiresAt: '2026-11-01T06:00:00Z' }),
    says: { expired: 'fails critical -14' },
  },
  {
    name: 'of an application that is switched off',
    skc: applicationSecret({ expiresAt: '2026-11-01T06:00:00Z', state: 'suspended' }),
    says: { expired: 'not applicable' },
  },
];
