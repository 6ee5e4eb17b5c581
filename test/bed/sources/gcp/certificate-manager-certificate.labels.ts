import type { Label } from '../../rules/label.ts';
import { managed } from './skcs.ts';

export const LABELS: readonly Label[] = [
  {
    name: 'managed, 71 days left',
    skc: managed('certificate-manager-certificate'),
    says: { expiring: 'passes', 'renewal-failed': 'passes', 'weak-cryptography': 'passes' },
  },
  {
    name: 'managed, its DNS authorization gone',
    skc: managed('certificate-manager-certificate', { renewalStatus: 'pending-validation' }),
    says: { 'renewal-failed': 'fails high' },
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
];
