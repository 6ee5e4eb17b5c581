import type { Label } from '../../rules/label.ts';
import { apiKey } from './skcs.ts';

export const LABELS: readonly Label[] = [
  { name: 'made this year', skc: apiKey('2026-01-10T08:00:00Z'), says: { 'never-expires': 'fails medium' } },
  {
    name: 'made three years ago',
    skc: apiKey('2023-01-10T08:00:00Z'),
    says: { 'rotation-overdue': 'fails high' },
  },
];
