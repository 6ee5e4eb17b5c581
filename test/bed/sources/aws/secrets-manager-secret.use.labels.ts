import { rotatingSecret, longLivedSecret } from './skcs.ts';
import type { Label } from '../../rules/label.ts';

const PRIMARY = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:pay/database-AbCdEf';

/** Use, ownership, replicas and deletion of secrets. 90 days before the standard clock is 2026-08-23T06:00:00Z. */
export const LABELS: readonly Label[] = [
  {
    name: 'standing and unused for 90 days exactly',
    skc: longLivedSecret({ lastUsedAt: '2026-08-23T06:00:00Z' }),
    says: { unused: 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'standing and unused for 90 days and a second',
    skc: longLivedSecret({ lastUsedAt: '2026-08-23T05:59:59Z' }),
    says: { unused: 'fails low', 'never-expires': 'fails high' },
  },
  {
    name: 'never used, made 89 days ago',
    skc: longLivedSecret({ createdAt: '2026-08-24T06:00:00Z', lastUsedAt: undefined }),
    says: { unused: 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'never used, made in January',
    skc: longLivedSecret({ lastUsedAt: undefined }),
    says: { unused: 'fails low', 'never-expires': 'fails high' },
  },
  {
    name: 'rotates, but nobody uses it',
    skc: rotatingSecret({ lastUsedAt: '2026-02-01T00:00:00Z' }),
    says: { unused: 'fails low', 'never-expires': 'passes' },
  },
  {
    name: 'last use could not be read',
    skc: longLivedSecret({ lastUsedAt: undefined, unknown: { lastUsedAt: 'not a date' } }),
    says: { unused: 'unknown lastUsedAt', 'never-expires': 'fails medium' },
  },
  {
    name: 'whether it rotates could not be read',
    skc: longLivedSecret({ rotationEnabled: undefined, unknown: { rotationEnabled: 'not told' } }),
    says: {
      'rotation-failed': 'unknown rotationEnabled',
      'rotation-overdue': 'unknown rotationEnabled',
      'never-expires': 'unknown rotationEnabled',
    },
  },

  {
    name: 'owned by RDS, no rotation of its own',
    skc: longLivedSecret({ ownedBy: 'rds', createdAt: '2020-01-01T00:00:00Z' }),
    says: {
      'never-expires': 'not applicable',
      'rotation-overdue': 'not applicable',
      'rotation-off': 'not applicable',
    },
  },
  {
    name: 'replica of an overdue secret',
    skc: longLivedSecret({ replicaOf: PRIMARY, createdAt: '2020-01-01T00:00:00Z', lastUsedAt: undefined }),
    says: {
      'never-expires': 'not applicable',
      unused: 'not applicable',
      'rotation-overdue': 'not applicable',
    },
  },
  {
    name: 'gone: overdue before it was deleted',
    skc: longLivedSecret({ absentAt: '2026-11-20T06:00:00Z', versionCreatedAt: '2020-01-01T00:00:00Z' }),
    says: { 'rotation-overdue': 'not applicable', 'never-expires': 'not applicable' },
  },

  {
    name: 'deletion scheduled, used 30 days before to the second',
    skc: longLivedSecret({
      state: 'deactivated',
      deletionScheduledAt: '2026-11-15T06:00:00Z',
      deletionDueAt: '2026-12-15T06:00:00Z',
      lastUsedAt: '2026-10-16T06:00:00Z',
    }),
    says: { 'pending-deletion': 'fails high', 'never-expires': 'not applicable', unused: 'not applicable' },
  },
  {
    name: 'deletion scheduled, used 30 days and a second before',
    skc: longLivedSecret({
      state: 'deactivated',
      deletionScheduledAt: '2026-11-15T06:00:00Z',
      deletionDueAt: '2026-12-15T06:00:00Z',
      lastUsedAt: '2026-10-16T05:59:59Z',
    }),
    says: { 'pending-deletion': 'fails medium' },
  },
  {
    name: 'deletion scheduled, use unknown',
    skc: longLivedSecret({
      state: 'deactivated',
      deletionScheduledAt: '2026-11-15T06:00:00Z',
      deletionDueAt: '2026-12-15T06:00:00Z',
      lastUsedAt: undefined,
      unknown: { lastUsedAt: 'not a date' },
    }),
    says: { 'pending-deletion': 'fails medium' },
  },
  {
    name: 'deletion day known alone, used the day before yesterday',
    skc: longLivedSecret({
      state: 'deactivated',
      deletionDueAt: '2026-12-15T06:00:00Z',
      lastUsedAt: '2026-11-19T00:00:00Z',
    }),
    says: { 'pending-deletion': 'fails high' },
  },
  {
    name: 'deletion scheduled, and its rotation is long past',
    skc: rotatingSecret({
      state: 'deactivated',
      deletionDueAt: '2026-12-15T06:00:00Z',
      lastUsedAt: undefined,
      rotationDueAt: '2026-06-01T00:00:00Z',
    }),
    says: { 'pending-deletion': 'fails medium', 'rotation-failed': 'not applicable' },
  },
  {
    name: 'whether it is being deleted could not be read',
    skc: rotatingSecret({ unknown: { deletionDueAt: 'not a date' } }),
    says: {
      'pending-deletion': 'unknown deletionDueAt',
      'rotation-failed': 'unknown deletionDueAt',
      'rotation-overdue': 'unknown deletionDueAt',
      'never-expires': 'unknown deletionDueAt',
      unused: 'unknown deletionDueAt',
    },
  },
  {
    name: 'deletion day known alone, used 37 days before it: within 30 days of any day it can have been scheduled',
    skc: longLivedSecret({
      state: 'deactivated',
      deletionDueAt: '2026-12-15T06:00:00Z',
      lastUsedAt: '2026-11-08T06:00:00Z',
    }),
    says: { 'pending-deletion': 'fails high' },
  },
  {
    name: 'deletion day known alone, used 37 days and a second before it: not certain',
    skc: longLivedSecret({
      state: 'deactivated',
      deletionDueAt: '2026-12-15T06:00:00Z',
      lastUsedAt: '2026-11-08T05:59:59Z',
    }),
    says: { 'pending-deletion': 'fails medium' },
  },
  {
    name: 'deletion day known, state not moved yet',
    skc: longLivedSecret({ deletionDueAt: '2026-12-15T06:00:00Z', lastUsedAt: undefined }),
    says: { 'pending-deletion': 'fails medium', unused: 'not applicable', 'never-expires': 'not applicable' },
  },
  {
    name: 'last use carried over from before it was made again 10 days ago',
    skc: longLivedSecret({ createdAt: '2026-11-11T06:00:00Z', lastUsedAt: '2026-02-01T00:00:00Z' }),
    says: { unused: 'passes', 'never-expires': 'fails medium' },
  },
];
