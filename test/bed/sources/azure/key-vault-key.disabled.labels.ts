import { ago, SECOND, type Label } from '../../rules/label.ts';
import { storageKey, vaultKey, vaultSecret } from './skcs.ts';

/** Key Vault objects that are disabled or have a newer version, and keys of storage accounts with a policy. */
export const LABELS: readonly Label[] = [
  {
    name: 'a disabled key past its end: its end destroys nothing',
    skc: vaultKey({ state: 'suspended', expiresAt: ago(5) }),
    says: { expired: 'not applicable', expiring: 'not applicable' },
  },
  {
    name: 'a disabled key that ends tomorrow',
    skc: vaultKey({ state: 'suspended', expiresAt: ago(-1) }),
    says: { expiring: 'not applicable' },
  },
  {
    name: 'an enabled key past its end',
    skc: vaultKey({ expiresAt: ago(5) }),
    says: { expired: 'fails critical -5' },
  },
  {
    name: 'a disabled secret past its end',
    skc: vaultSecret({ state: 'suspended', expiresAt: ago(5) }),
    says: { expired: 'not applicable' },
  },
  {
    name: 'an older version still enabled 15 days after the newer one',
    skc: vaultSecret({ supersededAt: ago(15) }),
    says: { 'superseded-still-active': 'fails medium' },
  },
  {
    name: 'an older version still enabled 14 days after the newer one',
    skc: vaultSecret({ supersededAt: ago(14) }),
    says: { 'superseded-still-active': 'passes' },
  },
  {
    name: 'a key with an older version: it decrypts old data',
    skc: vaultKey({ supersededAt: ago(400) }),
    says: { 'superseded-still-active': 'not applicable' },
  },
  {
    name: 'the policy of its account allows 30 days: 30 days old',
    skc: storageKey({ versionCreatedAt: ago(30), rotationPeriodDays: 30 }),
    says: { 'rotation-overdue': 'passes' },
  },
  {
    name: 'the policy of its account allows 30 days: a second older',
    skc: storageKey({ versionCreatedAt: ago(30 + SECOND), rotationPeriodDays: 30 }),
    says: { 'rotation-overdue': 'fails medium' },
  },
  {
    name: 'the policy of its account allows 365 days: the limit of the type is shorter',
    skc: storageKey({ versionCreatedAt: ago(90 + SECOND), rotationPeriodDays: 365 }),
    says: { 'rotation-overdue': 'fails medium' },
  },
];
