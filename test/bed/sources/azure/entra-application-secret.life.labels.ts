import { ago, SECOND, type Label } from '../../rules/label.ts';
import { applicationCertificate, applicationSecret } from './skcs.ts';

/** 3653 days after 2015-11-25T00:00:00Z is 2025-11-25T00:00:00Z. */
const START = { createdAt: '2015-11-25T00:00:00Z', notBefore: '2015-11-25T00:00:00Z' };
const OLD = { createdAt: ago(1500), versionCreatedAt: ago(1500), notBefore: ago(1500) };
const HOURLY = {
  holder: '/servicePrincipals/9',
  createdAt: ago(4 / 24),
  versionCreatedAt: ago(4 / 24),
  notBefore: ago(4 / 24),
} as const;

export const LABELS: readonly Label[] = [
  {
    name: 'a secret of eleven years that ends in more than 60 days',
    skc: applicationSecret({ ...START, expiresAt: ago(-60 - SECOND) }),
    says: { 'never-expires': 'fails medium', expiring: 'passes' },
  },
  {
    name: 'a secret of eleven years that ends in 60 days: the end is what matters',
    skc: applicationSecret({ ...START, expiresAt: ago(-60) }),
    says: { 'never-expires': 'not applicable', expiring: 'fails low 60' },
  },
  {
    name: 'a certificate of eleven years that ends in five days',
    skc: applicationCertificate({ ...START, expiresAt: '2026-11-26T06:00:00Z', inUse: true }),
    says: { 'never-expires': 'not applicable', expiring: 'fails critical 7' },
  },
  {
    name: 'a certificate of eleven years that ended',
    skc: applicationCertificate({ ...START, expiresAt: ago(10), inUse: true }),
    says: { 'never-expires': 'not applicable', expired: 'fails critical -7' },
  },
  {
    name: 'a secret that lives exactly 3653 days',
    skc: applicationSecret({
      createdAt: '2020-01-01T00:00:00Z',
      notBefore: '2020-01-01T00:00:00Z',
      expiresAt: '2030-01-01T00:00:00Z',
    }),
    says: { 'never-expires': 'passes' },
  },
  {
    name: 'a secret that lives a second longer',
    skc: applicationSecret({
      createdAt: '2020-01-01T00:00:00Z',
      notBefore: '2020-01-01T00:00:00Z',
      expiresAt: '2030-01-01T00:00:01Z',
    }),
    says: { 'never-expires': 'fails medium' },
  },
  {
    name: 'a secret until 2299 whose start is not known',
    skc: applicationSecret({
      createdAt: undefined,
      notBefore: undefined,
      versionCreatedAt: undefined,
      expiresAt: '2299-12-31T00:00:00Z',
    }),
    says: { 'never-expires': 'fails medium', 'rotation-overdue': 'unknown versionCreatedAt' },
  },
  {
    name: 'a secret whose start is year 1: it ends in five days',
    skc: applicationSecret({
      createdAt: '0001-01-01T00:00:00Z',
      notBefore: '0001-01-01T00:00:00Z',
      expiresAt: '2026-11-26T06:00:00Z',
    }),
    says: { expiring: 'fails critical 7', 'never-expires': 'not applicable' },
  },
  {
    name: 'ended 30 days ago',
    skc: applicationSecret({ ...OLD, expiresAt: ago(30) }),
    says: { expired: 'fails critical -28', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'ended more than 30 days ago: no sign of use',
    skc: applicationSecret({ ...OLD, expiresAt: ago(30 + SECOND) }),
    says: { expired: 'fails high -28', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'ended 59 days ago: weekly',
    skc: applicationSecret({ ...OLD, expiresAt: ago(59) }),
    says: { expired: 'fails high -56' },
  },
  {
    name: 'ended 60 days ago: monthly',
    skc: applicationSecret({ ...OLD, expiresAt: ago(60) }),
    says: { expired: 'fails high -60' },
  },
  {
    name: 'ended 100 days ago: counted at the first of the month',
    skc: applicationSecret({ ...OLD, expiresAt: ago(100) }),
    says: { expired: 'fails high -79' },
  },
  {
    name: 'ended 180 days ago',
    skc: applicationSecret({ ...OLD, expiresAt: ago(180) }),
    says: { expired: 'fails high -159' },
  },
  {
    name: 'ended two years ago and dead since',
    skc: applicationSecret({ ...OLD, expiresAt: ago(770) }),
    says: {
      expired: 'fails low -749',
      'rotation-overdue': 'not applicable',
      'never-expires': 'passes',
    },
  },
  {
    name: 'a certificate that signs, ended two years ago: attached',
    skc: applicationCertificate({ ...OLD, expiresAt: ago(770), inUse: true }),
    says: { expired: 'fails critical -749' },
  },
  {
    name: 'ends in a week beside a newer valid one',
    skc: applicationSecret({ ...OLD, expiresAt: ago(-7), supersededBy: 'b', supersededAt: ago(10) }),
    says: { expiring: 'fails low 7', 'superseded-still-active': 'passes', 'rotation-overdue': 'fails high' },
  },
  {
    name: 'a newer valid one for 15 days',
    skc: applicationSecret({ supersededBy: 'b', supersededAt: ago(15) }),
    says: { 'superseded-still-active': 'fails medium' },
  },
  {
    name: 'a newer valid one for 15 days, and the older one has ended',
    skc: applicationSecret({ expiresAt: ago(1), supersededBy: 'b', supersededAt: ago(15) }),
    says: { 'superseded-still-active': 'not applicable', expired: 'fails low -1' },
  },
  {
    name: 'a certificate that its proxy renews by itself, a day before its end',
    skc: applicationCertificate({ expiresAt: ago(-1), renewedBy: 'service' }),
    says: { expiring: 'not applicable', 'renewal-failed': 'unknown renewalStatus' },
  },
  {
    name: 'a certificate that its proxy did not renew',
    skc: applicationCertificate({ expiresAt: ago(SECOND), renewedBy: 'service', renewalStatus: 'succeeded' }),
    says: { expired: 'fails critical 0', expiring: 'not applicable' },
  },
  {
    name: 'an hourly credential of a program',
    skc: applicationSecret({ ...HOURLY, expiresAt: ago(-1 / 24) }),
    siblings: { machineMade: {} },
    says: { expiring: 'not applicable' },
  },
  {
    name: 'the same, with fewer than three alike',
    skc: applicationSecret({ ...HOURLY, expiresAt: ago(-1 / 24) }),
    says: { expiring: 'fails critical 1' },
  },
  {
    name: 'an ended credential of a program that still makes them',
    skc: applicationSecret({ ...HOURLY, expiresAt: ago(3 / 24) }),
    siblings: { machineMade: {} },
    says: { expired: 'not applicable' },
  },
  {
    name: 'the last credential of a program that stopped',
    skc: applicationSecret({ ...OLD, holder: 'a', expiresAt: ago(1499) }),
    siblings: { machineMade: { stopped: { credentials: 9, holders: 2, lastMadeAt: ago(1500) } } },
    says: { expired: 'fails low', expiring: 'not applicable', 'rotation-overdue': 'not applicable' },
  },
];
