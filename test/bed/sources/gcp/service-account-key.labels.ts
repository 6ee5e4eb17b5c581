import type { Label } from '../../rules/label.ts';
import { accountKey } from './skcs.ts';

export const LABELS: readonly Label[] = [
  { name: 'never ends, made this month', skc: accountKey(), says: { 'never-expires': 'fails medium' } },
  {
    name: 'never ends, 90 days old to the second',
    skc: accountKey({ createdAt: '2026-08-23T06:00:00Z' }),
    says: { 'never-expires': 'fails medium' },
  },
  {
    name: 'never ends, 90 days and a second old',
    skc: accountKey({ createdAt: '2026-08-23T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'ends in 20 days',
    skc: accountKey({ expiresAt: '2026-12-11T06:00:00Z' }),
    says: { expiring: 'fails medium 30' },
  },
  { name: 'disabled', skc: accountKey({ createdAt: '2024-01-01T00:00:00Z', state: 'suspended' }), says: {} },
];
