import type { Label } from '../../rules/label.ts';
import { vaultKey } from './skcs.ts';

/** The standard clock is 2026-11-21T06:00:00Z; 365 days before it 2025-11-21, 730 days 2024-11-21, 90 days 2026-08-23. */
export const LABELS: readonly Label[] = [
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
];
