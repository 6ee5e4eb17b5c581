import type { Label } from '../../rules/label.ts';
import { endsIn, managed, uploaded } from './skcs.ts';

export const LABELS: readonly Label[] = [
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
    name: 'managed, RENEWAL_FAILED with 12 days left',
    skc: managed('compute-ssl-certificate', {
      ...endsIn('2026-12-03T06:00:00Z', '2026-09-04T06:00:00Z'),
      renewalStatus: 'failed',
    }),
    says: { 'renewal-failed': 'fails critical', expiring: 'fails high 14' },
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
