import type { Label } from '../../rules/label.ts';
import { storageKey } from './skcs.ts';

/** The standard clock is 2026-11-21T06:00:00Z, 90 days before it 2026-08-23. */
export const LABELS: readonly Label[] = [
  {
    name: 'regenerated seven weeks ago',
    skc: storageKey(),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'not applicable', unused: 'not applicable' },
  },
  {
    name: 'older than 90 days',
    skc: storageKey({ versionCreatedAt: '2026-08-01T00:00:00Z' }),
    says: { 'rotation-overdue': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'older than 180 days',
    skc: storageKey({ versionCreatedAt: '2026-05-01T00:00:00Z' }),
    says: { 'rotation-overdue': 'fails high' },
  },
  {
    name: 'of an account that is older than such dates',
    skc: storageKey({ versionCreatedAt: undefined, unknown: { versionCreatedAt: 'no date kept' } }),
    says: { 'rotation-overdue': 'unknown versionCreatedAt' },
  },
  {
    name: 'shared keys are off',
    skc: storageKey({ versionCreatedAt: '2022-01-01T00:00:00Z', state: 'suspended' }),
    says: { 'rotation-overdue': 'not applicable' },
  },
];
