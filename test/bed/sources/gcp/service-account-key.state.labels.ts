import { ago, SECOND, type Label } from '../../rules/label.ts';
import { accountKey, key, OFF, scheduledSecret, secret, uploaded } from './skcs.ts';

const ASYMMETRIC = { ...OFF, rotationEnabled: undefined, keyUsage: 'ASYMMETRIC_SIGN' } as const;

/** Exposed and replaced keys, secrets without a version, dates that lie too far ahead, and algorithms by name. */
export const LABELS: readonly Label[] = [
  {
    name: 'Google found it published',
    skc: accountKey({ state: 'compromised', leakedBecause: 'key exposed in a public repository' }),
    says: { leaked: 'fails critical', 'never-expires': 'not applicable' },
  },
  {
    name: 'a newer key for 14 days',
    skc: accountKey({ createdAt: ago(80), supersededAt: ago(14) }),
    says: { 'superseded-still-active': 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'a newer key for more than 14 days',
    skc: accountKey({ createdAt: ago(80), supersededAt: ago(14 + SECOND) }),
    says: { 'superseded-still-active': 'fails medium', 'never-expires': 'fails medium' },
  },
  {
    name: 'a secret that holds no version',
    skc: secret({ empty: true, currentVersion: undefined, versionCreatedAt: undefined, createdAt: ago(900) }),
    says: { 'never-expires': 'not applicable', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'a secret that holds one version',
    skc: secret({ empty: false }),
    says: { 'never-expires': 'fails medium' },
  },
  {
    name: 'a key whose next rotation lies one period ahead exactly',
    skc: key({
      rotationPeriodDays: 90,
      rotationDueAt: ago(-90),
      versionCreatedAt: ago(500),
      lastRotatedAt: ago(500),
    }),
    says: { 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'a key whose next rotation lies a second farther ahead than its period',
    skc: key({
      rotationPeriodDays: 90,
      rotationDueAt: ago(-90 - SECOND),
      versionCreatedAt: ago(500),
      lastRotatedAt: ago(500),
    }),
    says: { 'rotation-overdue': 'fails medium', 'rotation-failed': 'passes' },
  },
  {
    name: 'a key whose next rotation is in 2035 and that rotated in time',
    skc: key({ rotationPeriodDays: 90, rotationDueAt: '2035-01-01T00:00:00Z', lastRotatedAt: ago(40) }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: 'a scheduled secret that followed its schedule',
    skc: scheduledSecret(),
    says: { 'rotation-failed': 'passes' },
  },
  ...['EC_SIGN_ED25519', 'PQ_SIGN_ML_DSA_65', 'ML_KEM_768', 'KEM_XWING', 'PQ_SIGN_SLH_DSA_SHA2_128S'].map(
    (keyAlgorithm): Label => ({
      name: `a key of ${keyAlgorithm}`,
      skc: key({ ...ASYMMETRIC, keyAlgorithm }),
      says: { 'weak-cryptography': 'passes' },
    }),
  ),
  ...['sha1WithRSAEncryption', 'ecdsa-with-SHA1', 'RSA-SHA1', 'md5WithRSAEncryption'].map(
    (signatureAlgorithm): Label => ({
      name: `signed with ${signatureAlgorithm}`,
      skc: uploaded({ signatureAlgorithm }),
      says: { 'weak-cryptography': 'fails medium' },
    }),
  ),
  ...['sha256WithRSAEncryption', 'ecdsa-with-SHA384', 'ED25519'].map((signatureAlgorithm): Label => ({
    name: `signed with ${signatureAlgorithm}`,
    skc: uploaded({ signatureAlgorithm }),
    says: { 'weak-cryptography': 'passes' },
  })),
];
