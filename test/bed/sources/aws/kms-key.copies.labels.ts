import { ago, type Label } from '../../rules/label.ts';
import { kmsKey } from './skcs.ts';

const IMPORTED = {
  origin: 'EXTERNAL',
  createdAt: ago(100),
  rotationEnabled: undefined,
  rotationPeriodDays: undefined,
  rotationDueAt: undefined,
} as const;
const COPY = { replicaOf: 'arn:primary' };

export const LABELS: readonly Label[] = [
  {
    name: 'a replica whose imported material ends in 3 days',
    skc: kmsKey({ ...IMPORTED, ...COPY, expiresAt: ago(-3) }),
    siblings: { primary: 'read' },
    says: { expiring: 'fails critical 3', 'rotation-overdue': 'not applicable' },
  },
  {
    name: 'a replica that alone is scheduled for deletion',
    skc: kmsKey({ ...COPY, state: 'suspended', deletionDueAt: ago(-8) }),
    siblings: { primary: 'read' },
    says: { 'pending-deletion': 'fails medium', 'rotation-off': 'not applicable' },
  },
  {
    name: 'a replica without automatic rotation of its own, its primary read',
    skc: kmsKey({ ...COPY, rotationEnabled: false, rotationPeriodDays: undefined, rotationDueAt: undefined }),
    siblings: { primary: 'read' },
    says: { 'rotation-off': 'not applicable' },
  },
  {
    name: 'a replica without automatic rotation, its primary not read',
    skc: kmsKey({ ...COPY, rotationEnabled: false, rotationPeriodDays: undefined, rotationDueAt: undefined }),
    siblings: { primary: 'here' },
    says: { 'rotation-off': 'fails medium' },
  },
  {
    name: 'imported material that ended two days ago: no end is returned any more',
    skc: kmsKey({ ...IMPORTED, state: 'suspended', status: 'PendingImport', expiresAt: ago(2) }),
    says: { expired: 'fails critical -2', 'not-usable': 'passes' },
  },
  {
    name: 'imported material deleted by hand before its end',
    skc: kmsKey({ ...IMPORTED, state: 'suspended', expiresAt: ago(-200), unusable: 'material-deleted' }),
    says: { 'not-usable': 'fails medium', expiring: 'passes' },
  },
  {
    name: 'imported material marked as deleted that had ended',
    skc: kmsKey({ ...IMPORTED, state: 'suspended', expiresAt: ago(2), unusable: 'material-deleted' }),
    says: { 'not-usable': 'not applicable', expired: 'fails critical -2' },
  },
  {
    name: 'a key whose material was never imported',
    skc: kmsKey({ ...IMPORTED, state: 'pre-activation' }),
    says: { 'not-usable': 'passes', expired: 'not applicable' },
  },
  {
    name: 'a key of a custom store that is not connected',
    skc: kmsKey({
      origin: 'EXTERNAL_KEY_STORE',
      unusable: 'unavailable',
      rotationEnabled: undefined,
      rotationPeriodDays: undefined,
      rotationDueAt: undefined,
    }),
    says: { 'not-usable': 'fails medium' },
  },
  {
    name: 'why it cannot be used could not be read',
    skc: kmsKey({ unusable: 'unavailable', unknown: { unusable: 'denied' } }),
    says: { 'not-usable': 'unknown unusable' },
  },
  {
    name: 'disabled imported material that ends tomorrow: AWS deletes it then',
    skc: kmsKey({ ...IMPORTED, state: 'suspended', expiresAt: ago(-1) }),
    says: { expiring: 'fails critical 1' },
  },
  {
    name: 'an Edwards curve',
    skc: kmsKey({ keyAlgorithm: 'ECC_NIST_EDWARDS25519', keyUsage: 'SIGN_VERIFY' }),
    says: { 'weak-cryptography': 'passes' },
  },
  {
    name: 'a lattice signature',
    skc: kmsKey({ keyAlgorithm: 'ML_DSA_65', keyUsage: 'SIGN_VERIFY' }),
    says: { 'weak-cryptography': 'passes' },
  },
  {
    name: 'an algorithm of the future',
    skc: kmsKey({ keyAlgorithm: 'ML_DSA_1', keyUsage: 'SIGN_VERIFY' }),
    says: { 'weak-cryptography': 'unknown keyAlgorithm' },
  },
];
