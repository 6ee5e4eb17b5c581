import type { Label } from '../../rules/label.ts';
import { scheduledSecret, secret } from './skcs.ts';

export const LABELS: readonly Label[] = [
  { name: 'neither end nor rotation', skc: secret(), says: { 'never-expires': 'fails medium' } },
  {
    name: 'neither, its version 366 days old',
    skc: secret({ createdAt: '2024-01-10T08:00:00Z', versionCreatedAt: '2025-11-20T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'neither, its version two years old',
    skc: secret({ createdAt: '2024-01-10T08:00:00Z', versionCreatedAt: '2024-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails high' },
  },
  { name: 'its schedule kept', skc: scheduledSecret(), says: { 'rotation-failed': 'passes' } },
  {
    name: 'its schedule missed by 48 hours to the second',
    skc: scheduledSecret({ rotationDueAt: '2026-11-19T06:00:00Z' }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'its schedule missed by 48 hours and a second',
    skc: scheduledSecret({ rotationDueAt: '2026-11-19T05:59:59Z' }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'a schedule more seldom than the limit, its version 366 days old',
    skc: scheduledSecret({
      rotationPeriodDays: 400,
      versionCreatedAt: '2025-11-20T05:59:59Z',
      rotationDueAt: '2026-12-25T05:59:59Z',
    }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'destroys itself in nine days',
    skc: secret({ expiresAt: '2026-11-30T06:00:00Z', destroysItself: true }),
    says: { expiring: 'fails high 14' },
  },
  {
    name: 'destroyed itself yesterday',
    skc: secret({
      expiresAt: '2026-11-20T06:00:00Z',
      destroysItself: true,
      state: 'destroyed',
      absentAt: '2026-11-20T07:00:00Z',
    }),
    says: { expired: 'fails critical -1' },
  },
  {
    name: 'without any version',
    skc: secret({ state: 'pre-activation', versionCreatedAt: undefined }),
    says: {},
  },
  {
    name: 'its versions disabled',
    skc: secret({ state: 'suspended', versionCreatedAt: undefined }),
    says: {},
  },
  {
    name: 'its last version waits for destruction',
    skc: secret({ state: 'suspended', versionCreatedAt: undefined, deletionDueAt: '2026-11-26T06:00:00Z' }),
    says: { 'pending-deletion': 'fails medium' },
  },
  {
    name: 'its versions denied',
    skc: secret({
      versionCreatedAt: undefined,
      createdAt: '2024-01-10T08:00:00Z',
      unknown: { state: 'denied', versionCreatedAt: 'denied', deletionDueAt: 'denied' },
    }),
    says: {
      'rotation-overdue': 'unknown state,deletionDueAt',
      'never-expires': 'unknown state,deletionDueAt',
      'pending-deletion': 'unknown deletionDueAt',
    },
  },
];
