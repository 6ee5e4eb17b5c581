import { applicationCertificate, applicationSecret, storageKey } from './estate-azure.ts';
import type { Label } from './labelled.ts';

/** Entra's credentials and storage account keys; the standard clock is 2026-11-21T06:00:00Z, 90 days before it 2026-08-23. */
export const AZURE_DIRECTORY: readonly Label[] = [
  {
    name: 'for a year, young',
    skc: applicationSecret(),
    says: { expiring: 'passes', 'never-expires': 'passes', 'rotation-overdue': 'passes' },
  },
  {
    name: 'without end',
    skc: applicationSecret({ expiresAt: undefined }),
    says: { 'never-expires': 'fails medium' },
  },
  {
    name: 'ends in five days',
    skc: applicationSecret({ expiresAt: '2026-11-26T06:00:00Z' }),
    says: { expiring: 'fails critical 7' },
  },
  {
    name: 'ends in five days beside a newer one',
    skc: applicationSecret({
      expiresAt: '2026-11-26T06:00:00Z',
      supersededBy: '/applications/1/passwordCredentials/9',
    }),
    says: { expiring: 'fails low 7' },
  },
  {
    name: 'has ended beside a newer one',
    skc: applicationSecret({
      expiresAt: '2026-11-01T06:00:00Z',
      supersededBy: '/applications/1/passwordCredentials/9',
    }),
    says: { expired: 'fails low -14' },
  },
  {
    name: 'has ended and stands alone',
    skc: applicationSecret({ expiresAt: '2026-11-01T06:00:00Z' }),
    says: { expired: 'fails critical -14' },
  },
  {
    name: 'of an application that is switched off',
    skc: applicationSecret({ expiresAt: '2026-11-01T06:00:00Z', state: 'suspended' }),
    says: { expired: 'not applicable' },
  },
  {
    name: 'a certificate: its algorithm is not told',
    skc: applicationCertificate(),
    says: {
      'weak-cryptography': 'not applicable',
      expiring: 'passes',
      'renewal-failed': 'not applicable',
      'rotation-overdue': 'not applicable',
    },
  },
  {
    name: 'a certificate for a century',
    skc: applicationCertificate({ expiresAt: undefined }),
    says: { 'never-expires': 'fails medium', expiring: 'not applicable' },
  },
  {
    name: 'the SAML certificate that signs ends in a week',
    skc: applicationCertificate({
      expiresAt: '2026-11-27T06:00:00Z',
      inUse: true,
      details: { signsSaml: true, active: true },
    }),
    says: { expiring: 'fails critical 7' },
  },

  {
    name: 'made anew seven weeks ago',
    skc: storageKey(),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'not applicable', unused: 'not applicable' },
  },
  {
    name: 'older than 90 days',
    skc: storageKey({ versionCreatedAt: '2026-08-01T00:00:00Z' }),
    says: { 'rotation-overdue': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'older than 180 days',
    skc: storageKey({ versionCreatedAt: '2026-05-01T00:00:00Z' }),
    says: { 'rotation-overdue': 'fails high' },
  },
  {
    name: 'of an account that is older than such dates',
    skc: storageKey({ versionCreatedAt: undefined, unknown: { versionCreatedAt: 'no date kept' } }),
    says: { 'rotation-overdue': 'unknown versionCreatedAt' },
  },
  {
    name: 'shared keys are off',
    skc: storageKey({ versionCreatedAt: '2022-01-01T00:00:00Z', state: 'suspended' }),
    says: { 'rotation-overdue': 'not applicable' },
  },
];
