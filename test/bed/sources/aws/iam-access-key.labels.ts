import { accessKey, rootKey } from './skcs.ts';
import type { Label } from '../../rules/label.ts';

/** 90 days before the standard clock is 2026-08-23T06:00:00Z, 180 days is 2026-05-25T06:00:00Z. */
export const LABELS: readonly Label[] = [
  {
    name: 'young and used',
    skc: accessKey(),
    says: {
      'rotation-overdue': 'passes',
      unused: 'passes',
      'never-expires': 'not applicable',
      'root-access-key': 'not applicable',
      'rotation-off': 'not applicable',
    },
  },
  {
    name: '90 days old exactly',
    skc: accessKey({ createdAt: '2026-08-23T06:00:00Z' }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: '90 days and a second old',
    skc: accessKey({ createdAt: '2026-08-23T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'a second short of 180 days',
    skc: accessKey({ createdAt: '2026-05-25T06:00:01Z' }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: '180 days old',
    skc: accessKey({ createdAt: '2026-05-25T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails high' },
  },
  {
    name: 'made today',
    skc: accessKey({ createdAt: '2026-11-21T05:59:59Z', lastUsedAt: undefined }),
    says: { 'rotation-overdue': 'passes', unused: 'passes' },
  },
  {
    name: 'old and last used 91 days ago',
    skc: accessKey({ createdAt: '2026-01-01T00:00:00Z', lastUsedAt: '2026-08-22T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails high', unused: 'fails medium' },
  },
  {
    name: 'last used 90 days ago exactly',
    skc: accessKey({ createdAt: '2026-01-01T00:00:00Z', lastUsedAt: '2026-08-23T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails high', unused: 'passes' },
  },
  {
    name: 'never used, 91 days old',
    skc: accessKey({ createdAt: '2026-08-22T06:00:00Z', lastUsedAt: undefined }),
    says: { 'rotation-overdue': 'fails medium', unused: 'fails medium' },
  },
  {
    name: 'inactive, old and unused',
    skc: accessKey({ state: 'suspended', createdAt: '2020-01-01T00:00:00Z', lastUsedAt: undefined }),
    says: { 'rotation-overdue': 'not applicable', unused: 'not applicable' },
  },
  {
    name: 'last use missing in the report, old',
    skc: accessKey({
      createdAt: '2026-01-01T00:00:00Z',
      lastUsedAt: undefined,
      unknown: { lastUsedAt: 'the report does not say' },
    }),
    says: { 'rotation-overdue': 'fails high', unused: 'unknown lastUsedAt' },
  },
  {
    name: 'status from a newer API',
    skc: accessKey({ createdAt: '2026-01-01T00:00:00Z', unknown: { state: 'Paused' } }),
    says: { 'rotation-overdue': 'unknown state', unused: 'unknown state' },
  },
  {
    name: 'no date of creation',
    skc: accessKey({
      createdAt: undefined,
      versionCreatedAt: undefined,
      lastUsedAt: undefined,
      unknown: { createdAt: 'none', versionCreatedAt: 'none' },
    }),
    says: { 'rotation-overdue': 'unknown versionCreatedAt', unused: 'unknown createdAt' },
  },
  {
    name: "root's, young",
    skc: rootKey(),
    says: {
      'root-access-key': 'fails critical',
      'rotation-overdue': 'passes',
      'never-expires': 'not applicable',
    },
  },
  {
    name: "root's, old",
    skc: rootKey({ createdAt: '2019-01-01T00:00:00Z' }),
    says: { 'root-access-key': 'fails critical', 'rotation-overdue': 'not applicable' },
  },
  {
    name: "root's, inactive",
    skc: rootKey({ state: 'suspended', createdAt: '2019-01-01T00:00:00Z' }),
    says: { 'root-access-key': 'fails critical', 'rotation-overdue': 'not applicable' },
  },
  {
    name: "root's, without a row in the report",
    skc: rootKey({
      createdAt: undefined,
      versionCreatedAt: undefined,
      lastUsedAt: undefined,
      unknown: { createdAt: 'no row', versionCreatedAt: 'no row', lastUsedAt: 'no row' },
    }),
    says: {
      'root-access-key': 'fails critical',
      'rotation-overdue': 'unknown versionCreatedAt',
      unused: 'unknown lastUsedAt',
    },
  },
  {
    name: "root's, gone according to the account's summary",
    skc: rootKey({ privileged: false, precise: { privileged: '2026-11-21T06:00:00Z' } }),
    says: { 'root-access-key': 'passes' },
  },
  {
    name: "root's, the account's summary denied",
    skc: rootKey({ unknown: { privileged: 'AccessDenied' } }),
    says: { 'root-access-key': 'unknown privileged' },
  },
];
