import { ago, SECOND, type Label } from '../../rules/label.ts';
import { longLivedSecret, rotatingSecret } from './skcs.ts';

/** A rotation every 30 days with a window of 24 hours has broken off 32 days and a second after the last one. */
const AHEAD = { rotationDueAt: ago(-5) };
const CRON = { rotationPeriodDays: undefined };
const NEVER = { lastRotatedAt: undefined };

export const LABELS: readonly Label[] = [
  {
    name: 'last rotated 95 days ago, a version pending, the next date 5 days ahead',
    skc: rotatingSecret({ ...AHEAD, lastRotatedAt: ago(95), rotationPending: true }),
    says: { 'rotation-failed': 'fails high', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'last rotated 95 days ago, nothing pending: the date moved on',
    skc: rotatingSecret({ ...AHEAD, lastRotatedAt: ago(95) }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'last rotated exactly period, window and 24 hours ago, a version pending',
    skc: rotatingSecret({ ...AHEAD, lastRotatedAt: ago(32), rotationPending: true }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'last rotated a second longer ago, a version pending',
    skc: rotatingSecret({ ...AHEAD, lastRotatedAt: ago(32 + SECOND), rotationPending: true }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'last rotated a second longer ago, the next date within the grace: the rotation may be under way',
    skc: rotatingSecret({ rotationDueAt: ago(1), lastRotatedAt: ago(32 + SECOND) }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'rotates now: a version pending since today',
    skc: rotatingSecret({ rotationDueAt: ago(0), lastRotatedAt: ago(30), rotationPending: true }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'rotation switched on today over a version of three years',
    skc: rotatingSecret({
      ...NEVER,
      createdAt: ago(1100),
      versionCreatedAt: ago(1100),
      rotationSeenAt: ago(0),
      rotationDueAt: ago(-30),
    }),
    says: { 'rotation-failed': 'passes', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'rotation first seen on a period, a window and 24 hours ago, no rotation since',
    skc: rotatingSecret({ ...NEVER, ...AHEAD, createdAt: ago(1100), rotationSeenAt: ago(32) }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'rotation first seen on a second earlier, no rotation since',
    skc: rotatingSecret({ ...NEVER, ...AHEAD, createdAt: ago(1100), rotationSeenAt: ago(32 + SECOND) }),
    says: { 'rotation-failed': 'fails high' },
  },
  {
    name: 'rotated 300 days ago, off since, and switched on again yesterday',
    skc: rotatingSecret({
      ...AHEAD,
      lastRotatedAt: ago(300),
      discoveredAt: ago(200),
      rotationSeenAt: ago(1),
    }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'never rotated, and since when rotation is on is not known',
    skc: rotatingSecret({ ...NEVER, ...AHEAD, createdAt: ago(1100) }),
    says: { 'rotation-failed': 'unknown rotationSeenAt' },
  },
  {
    name: 'never rotated, but younger than a period',
    skc: rotatingSecret({ ...NEVER, createdAt: ago(20), rotationDueAt: ago(-10) }),
    says: { 'rotation-failed': 'passes' },
  },
  {
    name: 'a cron schedule: its date alone is judged',
    skc: rotatingSecret({ ...CRON, ...AHEAD, lastRotatedAt: ago(300), versionCreatedAt: ago(300) }),
    says: { 'rotation-failed': 'passes', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'a cron schedule whose next date is 2035, never rotated, a version of 1500 days',
    skc: rotatingSecret({
      ...NEVER,
      ...CRON,
      createdAt: ago(1500),
      versionCreatedAt: ago(1500),
      rotationDueAt: '2035-01-01T04:00:00Z',
    }),
    says: { 'rotation-overdue': 'fails high', 'rotation-failed': 'passes' },
  },
  {
    name: 'a cron schedule whose next date is exactly as far ahead as the limit',
    skc: rotatingSecret({ ...CRON, versionCreatedAt: ago(400), rotationDueAt: ago(-365) }),
    says: { 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'a cron schedule whose next date is a second farther ahead than the limit',
    skc: rotatingSecret({ ...CRON, versionCreatedAt: ago(400), rotationDueAt: ago(-365 - SECOND) }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'a cron schedule of 2035 over a version of a year exactly',
    skc: rotatingSecret({ ...CRON, versionCreatedAt: ago(365), rotationDueAt: '2035-01-01T04:00:00Z' }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: 'whether a version is pending could not be read',
    skc: rotatingSecret({ ...AHEAD, unknown: { rotationPending: 'denied' } }),
    says: { 'rotation-failed': 'unknown rotationPending' },
  },
  {
    name: 'an end in a tag, 6 days ahead',
    skc: longLivedSecret({ expiresAt: ago(-6), expiresAtFrom: 'tag' }),
    says: { expiring: 'fails critical 7', 'never-expires': 'passes' },
  },
  {
    name: 'an end in a tag, a second ago',
    skc: longLivedSecret({ expiresAt: ago(SECOND), expiresAtFrom: 'tag' }),
    says: { expired: 'fails critical 0', expiring: 'not applicable' },
  },
  {
    name: 'a replica of a secret with an end in a tag: the tag is the primary’s too',
    skc: longLivedSecret({ replicaOf: 'arn:primary', expiresAt: ago(-6), expiresAtFrom: 'tag' }),
    siblings: { primary: 'read' },
    says: { expiring: 'not applicable' },
  },
  {
    name: 'a replica whose primary was not read',
    skc: longLivedSecret({ replicaOf: 'arn:primary', versionCreatedAt: ago(800), createdAt: ago(800) }),
    siblings: { primary: 'here' },
    says: { 'rotation-overdue': 'fails high' },
  },
  {
    name: 'a replica whose primary was read',
    skc: longLivedSecret({ replicaOf: 'arn:primary', versionCreatedAt: ago(800), createdAt: ago(800) }),
    siblings: { primary: 'read' },
    says: {
      'rotation-overdue': 'not applicable',
      'never-expires': 'not applicable',
      unused: 'not applicable',
    },
  },
  {
    name: 'a second replica whose primary was not read',
    skc: longLivedSecret({ replicaOf: 'arn:primary', versionCreatedAt: ago(800), createdAt: ago(800) }),
    siblings: { primary: 'elsewhere' },
    says: { 'rotation-overdue': 'not applicable', 'never-expires': 'not applicable' },
  },
  {
    name: 'its replication failed, used yesterday',
    skc: rotatingSecret({ unusable: 'replication-failed' }),
    says: { 'not-usable': 'fails critical' },
  },
  {
    name: 'its replication failed, used 30 days ago',
    skc: rotatingSecret({ unusable: 'replication-failed', lastUsedAt: ago(30) }),
    says: { 'not-usable': 'fails critical' },
  },
  {
    name: 'its replication failed, used more than 30 days ago',
    skc: rotatingSecret({ unusable: 'replication-failed', lastUsedAt: ago(30 + SECOND) }),
    says: { 'not-usable': 'fails medium' },
  },
];
