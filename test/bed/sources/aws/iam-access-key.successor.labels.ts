import { ago, SECOND, type Label } from '../../rules/label.ts';
import { accessKey, rootKey } from './skcs.ts';

const OLD = { createdAt: ago(80) };

export const LABELS: readonly Label[] = [
  {
    name: 'its successor was made 14 days ago',
    skc: accessKey({ ...OLD, supersededAt: ago(14) }),
    says: { 'superseded-still-active': 'passes' },
  },
  {
    name: 'its successor was made more than 14 days ago, and it is used',
    skc: accessKey({ ...OLD, supersededAt: ago(14 + SECOND), lastUsedAt: ago(30) }),
    says: { 'superseded-still-active': 'fails medium' },
  },
  {
    name: 'its successor was made more than 14 days ago, not used for 30 days',
    skc: accessKey({ ...OLD, supersededAt: ago(14 + SECOND), lastUsedAt: ago(30 + SECOND) }),
    says: { 'superseded-still-active': 'fails low' },
  },
  {
    name: 'its successor was made 20 days ago, its last use unread',
    skc: accessKey({ ...OLD, supersededAt: ago(20), unknown: { lastUsedAt: 'denied' } }),
    says: { 'superseded-still-active': 'fails medium' },
  },
  {
    name: 'its successor was made 20 days ago, and it is inactive',
    skc: accessKey({ ...OLD, supersededAt: ago(20), state: 'suspended' }),
    says: { 'superseded-still-active': 'not applicable' },
  },
  {
    name: 'no successor',
    skc: accessKey(OLD),
    says: { 'superseded-still-active': 'passes', leaked: 'not applicable' },
  },
  {
    name: 'its successor is unread',
    skc: accessKey({ ...OLD, supersededAt: ago(20), unknown: { supersededAt: 'denied' } }),
    says: { 'superseded-still-active': 'unknown supersededAt' },
  },
  {
    name: 'AWS quarantined its user: lesser findings are silent',
    skc: accessKey({ createdAt: ago(200), leakedBecause: 'the policy AWSCompromisedKeyQuarantineV2' }),
    says: { leaked: 'fails critical', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'whether its user is quarantined is unread',
    skc: accessKey({ ...OLD, unknown: { leakedBecause: 'denied' } }),
    says: { leaked: 'unknown leakedBecause' },
  },
  {
    name: 'an old key of root: one complaint',
    skc: rootKey({ createdAt: ago(800) }),
    says: { 'root-access-key': 'fails critical', 'rotation-overdue': 'not applicable' },
  },
];
