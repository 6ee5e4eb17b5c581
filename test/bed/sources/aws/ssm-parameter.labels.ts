import type { Label } from '../../rules/label.ts';
import { parameter } from './skcs.ts';

/** Ends by an Expiration policy, which deletes it. */
const ending = (expiresAt: string, facts: Parameters<typeof parameter>[0] = {}) =>
  parameter({ expiresAt, destroysItself: true, ...facts });

/** 365 days before the standard clock is 2025-11-21T06:00:00Z, 730 days is 2024-11-21T06:00:00Z. */
export const PARAMETERS: readonly Label[] = [
  {
    name: 'a parameter without an end',
    skc: parameter(),
    says: {
      'never-expires': 'fails medium',
      'rotation-overdue': 'passes',
      expired: 'not applicable',
      expiring: 'not applicable',
      // Nothing tells when a parameter was last read.
      unused: 'not applicable',
      'rotation-off': 'not applicable',
      'weak-cryptography': 'not applicable',
    },
  },
  {
    name: 'a parameter with an end a year ahead',
    skc: ending('2027-11-21T06:00:00Z'),
    says: { 'never-expires': 'passes', expiring: 'passes', expired: 'passes', 'rotation-overdue': 'passes' },
  },
  {
    name: 'a parameter whose policies could not be read',
    skc: parameter({ unknown: { expiresAt: 'the text of its policy cannot be parsed' } }),
    says: {
      'never-expires': 'unknown expiresAt',
      expired: 'unknown expiresAt',
      expiring: 'unknown expiresAt',
      'rotation-overdue': 'passes',
    },
  },
  {
    name: 'a parameter that is deleted in 60 days and a second',
    skc: ending('2027-01-20T06:00:01Z'),
    says: { expiring: 'passes' },
  },
  {
    name: 'a parameter that is deleted in 60 days',
    skc: ending('2027-01-20T06:00:00Z'),
    says: { expiring: 'fails low 60' },
  },
  {
    name: 'a parameter that is deleted in a day',
    skc: ending('2026-11-22T06:00:00Z'),
    says: { expiring: 'fails critical 1', expired: 'passes' },
  },
  {
    name: 'a parameter whose end was a second ago: deleting lags, and its readers fail',
    skc: ending('2026-11-21T05:59:59Z'),
    says: { expired: 'fails critical 0', 'never-expires': 'passes' },
  },
  {
    name: 'a parameter written 365 days ago exactly',
    skc: parameter({ versionCreatedAt: '2025-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'a parameter written 365 days and a second ago',
    skc: parameter({ versionCreatedAt: '2025-11-21T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'a parameter written 730 days ago',
    skc: parameter({ versionCreatedAt: '2024-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails high', 'never-expires': 'not applicable' },
  },
  {
    name: 'a parameter whose last write has no date',
    skc: parameter({
      versionCreatedAt: undefined,
      unknown: { versionCreatedAt: 'not a valid date: soon' },
    }),
    says: { 'rotation-overdue': 'unknown versionCreatedAt', 'never-expires': 'fails medium' },
  },
];
