import { rotatingSecret, longLivedSecret } from './skcs.ts';
import type { Label } from '../../rules/label.ts';

/** 365 days before the standard clock is 2025-11-21T06:00:00Z, 730 days is 2024-11-21T06:00:00Z, 90 is 2026-08-23. */
export const LABELS: readonly Label[] = [
  {
    name: 'rotates and is in time',
    skc: rotatingSecret(),
    says: {
      'rotation-failed': 'passes',
      'rotation-overdue': 'not applicable',
      'never-expires': 'passes',
      unused: 'passes',
      'pending-deletion': 'passes',
      expired: 'not applicable',
    },
  },
  {
    name: 'rotation date yesterday, still within window and patience',
    skc: rotatingSecret({ rotationDueAt: '2026-11-20T06:00:00Z' }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'rotation date exactly 48 hours ago, window 24',
    skc: rotatingSecret({ rotationDueAt: '2026-11-19T06:00:00Z' }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'rotation date 48 hours and a second ago, window 24',
    skc: rotatingSecret({ rotationDueAt: '2026-11-19T05:59:59Z' }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'window of 4 hours: 28 hours and a second ago',
    skc: rotatingSecret({ rotationDueAt: '2026-11-20T01:59:59Z', rotationWindowHours: 4 }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'window of 4 hours: exactly 28 hours ago',
    skc: rotatingSecret({ rotationDueAt: '2026-11-20T02:00:00Z', rotationWindowHours: 4 }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'no window given counts as 24 hours',
    skc: rotatingSecret({ rotationDueAt: '2026-11-19T06:00:01Z', rotationWindowHours: undefined }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'rotation date months ago',
    skc: rotatingSecret({ rotationDueAt: '2026-06-01T00:00:00Z', lastRotatedAt: '2026-05-01T00:00:00Z' }),
    says: { 'rotation-failed': 'fails high', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'rotation on, column of the next date absent',
    skc: rotatingSecret({ rotationDueAt: undefined }),
    says: { 'rotation-failed': 'unknown rotationDueAt' },
  },
  {
    name: 'rotation on, next date is no date',
    skc: rotatingSecret({ rotationDueAt: undefined, unknown: { rotationDueAt: 'not a date' } }),
    says: { 'rotation-failed': 'unknown rotationDueAt' },
  },
  {
    name: 'rotation turned off, its old dates survive',
    skc: longLivedSecret({ rotationDueAt: '2026-03-01T00:00:00Z', rotationPeriodDays: 30 }),
    says: { 'rotation-failed': 'not applicable', 'never-expires': 'fails medium' },
  },
  {
    name: 'rotates, but every 400 days, version 366 days old',
    skc: rotatingSecret({ rotationPeriodDays: 400, versionCreatedAt: '2025-11-20T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'rotates, but every 400 days, version 100 days old',
    skc: rotatingSecret({ rotationPeriodDays: 400, versionCreatedAt: '2026-08-13T06:00:00Z' }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: 'rotates every 365 days exactly: the service keeps the limit',
    skc: rotatingSecret({ rotationPeriodDays: 365, versionCreatedAt: '2025-01-10T08:00:00Z' }),
    says: { 'rotation-overdue': 'not applicable' },
  },

  {
    name: 'made today, no rotation',
    skc: longLivedSecret({ createdAt: '2026-11-21T05:00:00Z', lastUsedAt: undefined }),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'fails medium', unused: 'passes' },
  },
  {
    name: 'no rotation, version exactly 365 days old',
    skc: longLivedSecret({ createdAt: '2023-05-01T00:00:00Z', versionCreatedAt: '2025-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'no rotation, version 365 days and a second old',
    skc: longLivedSecret({ createdAt: '2023-05-01T00:00:00Z', versionCreatedAt: '2025-11-21T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'no rotation, version a second short of 730 days',
    skc: longLivedSecret({ createdAt: '2023-05-01T00:00:00Z', versionCreatedAt: '2024-11-21T06:00:01Z' }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'no rotation, version 730 days old',
    skc: longLivedSecret({ createdAt: '2023-05-01T00:00:00Z', versionCreatedAt: '2024-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails high' },
  },
  {
    name: 'old secret with a young version: a new value was stored',
    skc: longLivedSecret({ createdAt: '2020-02-29T12:00:00Z', versionCreatedAt: '2026-10-01T12:00:00Z' }),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'old secret, tag edited yesterday, version date not known yet',
    skc: longLivedSecret({
      createdAt: '2020-02-29T12:00:00Z',
      tags: { owner: 'pay' },
      changedAt: '2026-11-20T00:00:00Z',
    }),
    says: { 'rotation-overdue': 'unknown versionCreatedAt', 'never-expires': 'fails medium' },
  },
  {
    name: 'old secret, tag edited yesterday, old version read precisely',
    skc: longLivedSecret({
      createdAt: '2020-02-29T12:00:00Z',
      versionCreatedAt: '2020-02-29T12:00:00Z',
      precise: { versionCreatedAt: '2026-11-21T06:00:00Z' },
      changedAt: '2026-11-20T00:00:00Z',
    }),
    says: { 'rotation-overdue': 'fails high' },
  },
  {
    name: 'made exactly 365 days ago, version date not known',
    skc: longLivedSecret({ createdAt: '2025-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'made 365 days and a second ago, version date not known',
    skc: longLivedSecret({ createdAt: '2025-11-21T05:59:59Z' }),
    says: { 'rotation-overdue': 'unknown versionCreatedAt', 'never-expires': 'fails medium' },
  },
  {
    name: 'old secret, version date denied',
    skc: longLivedSecret({
      createdAt: '2021-01-01T00:00:00Z',
      unknown: { versionCreatedAt: 'AccessDeniedException' },
    }),
    says: { 'rotation-overdue': 'unknown versionCreatedAt', 'never-expires': 'fails medium' },
  },
  {
    name: 'young secret, version date denied: youth is proven anyway',
    skc: longLivedSecret({
      createdAt: '2026-11-01T00:00:00Z',
      unknown: { versionCreatedAt: 'AccessDeniedException' },
    }),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'leap day: version of 2024-02-29, on 2025-02-28 (365 days)',
    now: '2025-02-28T00:00:00Z',
    skc: longLivedSecret({
      createdAt: '2024-02-29T00:00:00Z',
      versionCreatedAt: '2024-02-29T00:00:00Z',
      lastUsedAt: '2025-02-27T00:00:00Z',
    }),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'leap day: version of 2024-02-29, on 2025-03-01 (366 days)',
    now: '2025-03-01T00:00:00Z',
    skc: longLivedSecret({
      createdAt: '2024-02-29T00:00:00Z',
      versionCreatedAt: '2024-02-29T00:00:00Z',
      lastUsedAt: '2025-02-27T00:00:00Z',
    }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'a year across a leap day is 366 days',
    now: '2024-06-01T00:00:00Z',
    skc: longLivedSecret({
      createdAt: '2023-06-01T00:00:00Z',
      versionCreatedAt: '2023-06-01T00:00:00Z',
      lastUsedAt: '2024-05-31T00:00:00Z',
    }),
    says: { 'rotation-overdue': 'fails medium' },
  },
];
