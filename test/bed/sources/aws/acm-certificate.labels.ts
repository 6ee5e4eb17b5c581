import { importedCertificate, issuedCertificate } from './skcs.ts';
import type { Label } from '../../rules/label.ts';

const ENDS_IN_60 = '2027-01-20T06:00:00Z';
const ENDS_IN_14 = '2026-12-05T06:00:00Z';
const UNUSED = { inUse: false, exported: false, changedAt: '2026-11-01T06:00:00Z' } as const;

const ALGORITHMS: readonly [string, string][] = [
  ['RSA_1024', 'fails medium'],
  ['RSA_2048', 'passes'],
  ['RSA_3072', 'passes'],
  ['RSA_4096', 'passes'],
  ['EC_secp192r1', 'fails medium'],
  ['EC_secp224r1', 'passes'],
  ['EC_prime256v1', 'passes'],
  ['EC_secp384r1', 'passes'],
  ['EC_secp521r1', 'passes'],
];

/** Ladder steps, one second before each and on it: the step applies from "days left = rung" on. */
const STEPS: readonly [string, string][] = [
  ['2027-01-20T06:00:01Z', 'passes'],
  [ENDS_IN_60, 'fails low 60'],
  ['2026-12-21T06:00:01Z', 'fails low 60'],
  ['2026-12-21T06:00:00Z', 'fails medium 30'],
  ['2026-12-05T06:00:01Z', 'fails medium 30'],
  [ENDS_IN_14, 'fails high 14'],
  ['2026-11-28T06:00:01Z', 'fails high 14'],
  ['2026-11-28T06:00:00Z', 'fails critical 7'],
  ['2026-11-24T06:00:00Z', 'fails critical 3'],
  ['2026-11-22T06:00:00Z', 'fails critical 1'],
  ['2026-11-21T06:00:01Z', 'fails critical 1'],
];

const PAST: readonly [string, string][] = [
  ['2026-11-21T06:00:00Z', 'fails critical 0'],
  ['2026-11-20T06:00:01Z', 'fails critical 0'],
  ['2026-11-20T06:00:00Z', 'fails critical -1'],
  ['2026-11-14T06:00:00Z', 'fails critical -7'],
  ['2026-11-08T06:00:00Z', 'fails critical -7'],
  ['2026-11-07T06:00:00Z', 'fails critical -14'],
  ['2026-10-31T06:00:00Z', 'fails critical -21'],
];

export const LABELS: readonly Label[] = [
  ...ALGORITHMS.map(([keyAlgorithm, says]) => ({
    name: `key type ${keyAlgorithm}`,
    skc: importedCertificate({ keyAlgorithm }),
    says: { 'weak-cryptography': says },
  })),
  {
    name: 'signed with SHA-1',
    skc: importedCertificate({ signatureAlgorithm: 'SHA1WITHRSA' }),
    says: { 'weak-cryptography': 'fails medium' },
  },
  {
    name: 'signed with SHA-256',
    skc: importedCertificate({ signatureAlgorithm: 'SHA256WITHRSA' }),
    says: { 'weak-cryptography': 'passes' },
  },
  {
    name: 'column of the key type absent',
    skc: importedCertificate({ keyAlgorithm: undefined }),
    says: { 'weak-cryptography': 'unknown keyAlgorithm' },
  },
  ...STEPS.map(([expiresAt, says]) => ({
    name: `imported, ends ${expiresAt}`,
    skc: importedCertificate({ expiresAt }),
    says: { expiring: says, expired: 'passes' },
  })),
  ...PAST.map(([expiresAt, says]) => ({
    name: `imported, ended ${expiresAt}`,
    skc: importedCertificate({ expiresAt, state: 'deactivated' }),
    says: { expired: says, expiring: 'not applicable' },
  })),
  {
    name: 'ended, nothing uses it',
    skc: importedCertificate({ ...UNUSED, expiresAt: '2026-11-18T06:00:00Z', state: 'deactivated' }),
    says: { expired: 'fails medium -3' },
  },
  {
    name: 'ended, not attached but exported',
    skc: importedCertificate({ ...UNUSED, exported: true, expiresAt: '2026-11-18T06:00:00Z' }),
    says: { expired: 'fails critical -3' },
  },
  {
    name: 'ended, whether it is used could not be read',
    skc: importedCertificate({
      expiresAt: '2026-11-18T06:00:00Z',
      inUse: false,
      unknown: { inUse: 'not told' },
    }),
    says: { expired: 'fails critical -3', unused: 'unknown inUse' },
  },
  {
    name: 'ends in 14 days, nothing uses it: one lower',
    skc: importedCertificate({ ...UNUSED, expiresAt: ENDS_IN_14 }),
    says: { expiring: 'fails medium 14', unused: 'passes' },
  },
  {
    name: 'ends in 60 days, nothing uses it: stays low',
    skc: importedCertificate({ ...UNUSED, expiresAt: ENDS_IN_60 }),
    says: { expiring: 'fails low 60' },
  },
  {
    name: 'ends in 14 days, not attached but exported',
    skc: importedCertificate({ ...UNUSED, exported: true, expiresAt: ENDS_IN_14 }),
    says: { expiring: 'fails high 14', unused: 'not applicable' },
  },
  {
    name: 'another time zone: 23:30 in New York is 04:30 UTC',
    now: '2026-11-21T04:30:00Z',
    skc: importedCertificate({ expiresAt: '2026-11-21T04:30:01Z' }),
    says: { expiring: 'fails critical 1', expired: 'passes' },
  },
  {
    name: 'ends on leap day, 60 days before',
    now: '2027-12-31T00:00:00Z',
    skc: importedCertificate({ expiresAt: '2028-02-29T00:00:00Z' }),
    says: { expiring: 'fails low 60' },
  },
  {
    name: 'ends the day after leap day, 30 days before',
    now: '2028-01-31T00:00:00Z',
    skc: importedCertificate({ expiresAt: '2028-03-01T00:00:00Z' }),
    says: { expiring: 'fails medium 30' },
  },
  {
    name: 'its end is no date',
    skc: importedCertificate({ expiresAt: undefined, unknown: { expiresAt: 'not a date' } }),
    says: {
      expired: 'unknown expiresAt',
      expiring: 'unknown expiresAt',
      'renewal-failed': 'unknown expiresAt',
    },
  },
  {
    name: 'not issued yet: no end',
    skc: importedCertificate({ origin: 'AMAZON_ISSUED', state: 'pre-activation', expiresAt: undefined }),
    says: { expired: 'not applicable', expiring: 'not applicable' },
  },
  {
    name: 'inactive, ends in 14 days',
    skc: importedCertificate({ state: 'suspended', expiresAt: ENDS_IN_14 }),
    says: { expiring: 'not applicable', expired: 'not applicable' },
  },
  {
    name: 'managed by CloudFront, ends tomorrow',
    skc: issuedCertificate({
      ownedBy: 'cloudfront',
      expiresAt: '2026-11-22T06:00:00Z',
      keyAlgorithm: 'RSA_1024',
    }),
    says: {
      expiring: 'not applicable',
      'renewal-failed': 'not applicable',
      'weak-cryptography': 'not applicable',
    },
  },

  {
    name: 'seen unattached for 90 days exactly',
    skc: importedCertificate({ ...UNUSED, changedAt: '2026-08-23T06:00:00Z' }),
    says: { unused: 'passes' },
  },
  {
    name: 'seen unattached for 90 days and a second',
    skc: importedCertificate({ ...UNUSED, changedAt: '2026-08-23T05:59:59Z' }),
    says: { unused: 'fails low' },
  },
  {
    name: 'unattached for long, but first seen today',
    skc: importedCertificate({
      inUse: false,
      discoveredAt: '2026-11-21T06:00:00Z',
      createdAt: '2020-01-01T00:00:00Z',
    }),
    says: { unused: 'passes' },
  },
];
