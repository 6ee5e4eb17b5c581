import { ago, SECOND, type Label } from '../../rules/label.ts';
import { importedCertificate, issuedCertificate } from './skcs.ts';

const WAITS = {
  state: 'pre-activation',
  expiresAt: undefined,
  keyAlgorithm: 'RSA_2048',
  renewalStatus: 'pending-validation',
} as const;
const IDLE = { inUse: false, exported: false } as const;

export const LABELS: readonly Label[] = [
  {
    name: 'revoked and in use',
    skc: issuedCertificate({ state: 'deactivated', unusable: 'revoked', expiresAt: ago(-200) }),
    says: { 'not-usable': 'fails critical', expiring: 'passes' },
  },
  {
    name: 'revoked, and nothing uses it',
    skc: issuedCertificate({ state: 'deactivated', unusable: 'revoked', ...IDLE }),
    says: { 'not-usable': 'not applicable' },
  },
  {
    name: 'revoked, nothing attached, its key exported',
    skc: issuedCertificate({ state: 'deactivated', unusable: 'revoked', inUse: false, exported: true }),
    says: { 'not-usable': 'fails medium' },
  },
  {
    name: 'revoked, its use unread',
    skc: issuedCertificate({ state: 'deactivated', unusable: 'revoked', unknown: { inUse: 'denied' } }),
    says: { 'not-usable': 'unknown inUse' },
  },
  {
    name: 'inactive and in use',
    skc: importedCertificate({ unusable: 'inactive' }),
    says: { 'not-usable': 'fails critical' },
  },
  {
    name: 'never issued, and nothing uses it',
    skc: issuedCertificate({ ...WAITS, ...IDLE, renewalStatus: 'failed', unusable: 'not-issued' }),
    says: { 'not-usable': 'not applicable', 'renewal-failed': 'not applicable' },
  },
  {
    name: 'never issued, and something waits for it',
    skc: issuedCertificate({ ...WAITS, renewalStatus: 'failed', unusable: 'not-issued' }),
    says: { 'not-usable': 'fails critical', 'renewal-failed': 'not applicable' },
  },
  {
    name: 'its first validation waits for 72 hours, and something waits for it',
    skc: issuedCertificate({ ...WAITS, createdAt: ago(3) }),
    says: { 'renewal-failed': 'passes' },
  },
  {
    name: 'its first validation waits for more than 72 hours, and something waits for it',
    skc: issuedCertificate({ ...WAITS, createdAt: ago(3 + SECOND) }),
    says: { 'renewal-failed': 'fails high' },
  },
  {
    name: 'its first validation waits for weeks, and nothing uses it',
    skc: issuedCertificate({ ...WAITS, ...IDLE, createdAt: ago(30) }),
    says: { 'renewal-failed': 'not applicable' },
  },
  {
    name: 'its signature with SHA-1, in the words of ACM',
    skc: importedCertificate({ signatureAlgorithm: 'SHA1WITHRSA' }),
    says: { 'weak-cryptography': 'fails medium' },
  },
  {
    name: 'its signature with SHA-256, in the words of ACM',
    skc: importedCertificate({ signatureAlgorithm: 'SHA256WITHRSA' }),
    says: { 'weak-cryptography': 'passes' },
  },
  {
    name: 'its signature could not be read',
    skc: importedCertificate({ unknown: { signatureAlgorithm: 'denied' } }),
    says: { 'weak-cryptography': 'unknown signatureAlgorithm' },
  },
  {
    name: 'expired 10 years ago and attached: it never becomes less severe',
    skc: importedCertificate({ expiresAt: '2016-11-21T06:00:00Z', signatureAlgorithm: 'SHA1WITHRSA' }),
    says: { expired: 'fails critical -3631', 'weak-cryptography': 'not applicable' },
  },
  {
    name: 'expired and not attached',
    skc: importedCertificate({ ...IDLE, expiresAt: ago(3) }),
    says: { expired: 'fails medium -3' },
  },
  {
    name: 'expired 180 days ago and not attached',
    skc: importedCertificate({ ...IDLE, expiresAt: ago(180), changedAt: ago(1) }),
    says: { expired: 'fails medium -159' },
  },
  {
    name: 'expired more than 180 days ago and not attached',
    skc: importedCertificate({ ...IDLE, expiresAt: ago(180 + SECOND), changedAt: ago(1) }),
    says: { expired: 'fails low -159' },
  },
  {
    name: 'expired 300 days ago, its use unread: unknown lowers nothing',
    skc: importedCertificate({ expiresAt: ago(300), unknown: { inUse: 'denied' } }),
    says: { expired: 'fails critical -279' },
  },
];
