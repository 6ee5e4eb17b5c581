import { importedCertificate, issuedCertificate } from './skcs.ts';
import type { Label } from '../../rules/label.ts';

const ENDS_IN_60 = '2027-01-20T06:00:00Z';
const ENDS_IN_53 = '2027-01-13T06:00:00Z';
const ENDS_IN_38 = '2026-12-29T06:00:00Z';
const ENDS_IN_14 = '2026-12-05T06:00:00Z';
const UNUSED = { inUse: false, exported: false, changedAt: '2026-11-01T06:00:00Z' } as const;

/** Short lives, and certificates that their service renews. */
export const LABELS: readonly Label[] = [
  {
    name: 'life of 90 days: 30 is a third and skipped',
    skc: importedCertificate({
      notBefore: '2026-09-22T06:00:00Z',
      expiresAt: '2026-12-21T06:00:00Z',
    }),
    says: { expiring: 'passes' },
  },
  {
    name: 'life of 90 days: fails at 14',
    skc: importedCertificate({ notBefore: '2026-09-06T06:00:00Z', expiresAt: ENDS_IN_14 }),
    says: { expiring: 'fails high 14' },
  },
  {
    name: 'life of 7 days, 3 left: only the steps 1 stays of the near ones',
    skc: importedCertificate({
      notBefore: '2026-11-17T06:00:00Z',
      expiresAt: '2026-11-24T06:00:00Z',
    }),
    says: { expiring: 'passes' },
  },
  {
    name: 'life of 2 days, 1 left: the last step always stays',
    skc: importedCertificate({
      notBefore: '2026-11-20T06:00:00Z',
      expiresAt: '2026-11-22T06:00:00Z',
    }),
    says: { expiring: 'fails critical 1' },
  },

  {
    name: 'renewed by ACM, 395 days, 53 days and a second left',
    skc: issuedCertificate({
      notBefore: '2025-12-14T06:00:01Z',
      expiresAt: '2027-01-13T06:00:01Z',
      renewalStatus: 'pending',
    }),
    says: { expiring: 'passes', 'renewal-failed': 'passes' },
  },
  {
    name: 'renewed by ACM, 395 days, 53 days left: a week after its renewal point',
    skc: issuedCertificate({
      notBefore: '2025-12-14T06:00:00Z',
      expiresAt: ENDS_IN_53,
      renewalStatus: 'pending',
    }),
    says: { expiring: 'fails low 60', 'renewal-failed': 'passes' },
  },
  {
    name: 'renewed by ACM, 198 days, 38 days and a second left',
    skc: issuedCertificate({
      notBefore: '2026-06-14T06:00:01Z',
      expiresAt: '2026-12-29T06:00:01Z',
      renewalStatus: 'pending',
    }),
    says: { expiring: 'passes' },
  },
  {
    name: 'renewed by ACM, 198 days, 38 days left',
    skc: issuedCertificate({
      notBefore: '2026-06-14T06:00:00Z',
      expiresAt: ENDS_IN_38,
      renewalStatus: 'pending',
    }),
    says: { expiring: 'fails low 60' },
  },
  {
    name: 'renewed by ACM, not used by anything known, 14 left',
    skc: issuedCertificate({ ...UNUSED, expiresAt: ENDS_IN_14, renewalStatus: 'pending' }),
    says: { expiring: 'fails medium 14' },
  },
  {
    name: 'renewed by ACM, more than 60 days left, status not read',
    skc: issuedCertificate(),
    says: { 'renewal-failed': 'passes', expiring: 'passes' },
  },
  {
    name: 'renewed by ACM, 60 days and a second left, status not read',
    skc: issuedCertificate({ expiresAt: '2027-01-20T06:00:01Z' }),
    says: { 'renewal-failed': 'passes' },
  },
  {
    name: 'renewed by ACM, 60 days left, status not read',
    skc: issuedCertificate({ expiresAt: ENDS_IN_60 }),
    says: { 'renewal-failed': 'unknown renewalStatus', expiring: 'passes' },
  },
  {
    name: 'renewed by ACM, 40 days left, status denied',
    skc: issuedCertificate({
      expiresAt: '2026-12-31T06:00:00Z',
      unknown: { renewalStatus: 'AccessDeniedException' },
    }),
    says: { 'renewal-failed': 'unknown renewalStatus', expiring: 'fails low 60' },
  },
  {
    name: 'renewal failed, 58 days left: at once, while the ladder is silent',
    skc: issuedCertificate({ expiresAt: '2027-01-18T06:00:00Z', renewalStatus: 'failed' }),
    says: { 'renewal-failed': 'fails high', expiring: 'passes' },
  },
  {
    name: 'renewal waits for validation, 14 days left',
    skc: issuedCertificate({ expiresAt: ENDS_IN_14, renewalStatus: 'pending-validation' }),
    says: { 'renewal-failed': 'fails high', expiring: 'fails high 14' },
  },
  {
    name: 'renewal waits for validation, a second under 14 days',
    skc: issuedCertificate({ expiresAt: '2026-12-05T05:59:59Z', renewalStatus: 'pending-validation' }),
    says: { 'renewal-failed': 'fails critical', expiring: 'fails high 14' },
  },
  {
    name: 'renewed a moment ago, dates of the new one',
    skc: issuedCertificate({ expiresAt: '2027-12-20T00:00:00Z', renewalStatus: 'succeeded' }),
    says: { 'renewal-failed': 'passes', expiring: 'passes' },
  },
  {
    name: 'issued by ACM but used by nothing: nobody renews it',
    skc: importedCertificate({ ...UNUSED, origin: 'AMAZON_ISSUED', expiresAt: '2026-12-21T06:00:00Z' }),
    says: { 'renewal-failed': 'not applicable', expiring: 'fails low 30' },
  },
  {
    name: 'who renews it could not be read, 58 days left',
    skc: importedCertificate({
      expiresAt: '2027-01-18T06:00:00Z',
      renewedBy: undefined,
      unknown: { renewedBy: 'not told' },
    }),
    says: { expiring: 'unknown renewedBy', 'renewal-failed': 'unknown renewedBy' },
  },
  {
    name: 'who renews it could not be read, 14 days left: no matter',
    skc: importedCertificate({
      expiresAt: ENDS_IN_14,
      renewedBy: undefined,
      unknown: { renewedBy: 'not told' },
    }),
    says: { expiring: 'fails high 14', 'renewal-failed': 'unknown renewedBy' },
  },
];
