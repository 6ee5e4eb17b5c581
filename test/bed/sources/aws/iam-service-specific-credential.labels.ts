import type { Label } from '../../rules/label.ts';
import { bedrockKey } from './skcs.ts';

/** 365 days before the standard clock is 2025-11-21T06:00:00Z, 730 days is 2024-11-21T06:00:00Z. */
export const SERVICE_SPECIFIC_CREDENTIALS: readonly Label[] = [
  {
    name: 'a Bedrock key without ExpirationDate never ends',
    skc: bedrockKey(),
    says: {
      'never-expires': 'fails medium',
      'rotation-overdue': 'passes',
      expired: 'not applicable',
      expiring: 'not applicable',
      // Nothing tells when it was last used.
      unused: 'not applicable',
      'rotation-off': 'not applicable',
      'weak-cryptography': 'not applicable',
    },
  },
  {
    name: 'a CodeCommit credential, which cannot have an end',
    skc: bedrockKey({ details: { user: 'git', service: 'codecommit.amazonaws.com' } }),
    says: { 'never-expires': 'fails medium' },
  },
  {
    name: 'a Bedrock key whose state could not be read',
    skc: bedrockKey({ unknown: { state: 'not known to this version: Quantised' } }),
    says: { 'never-expires': 'unknown state', 'rotation-overdue': 'unknown state' },
  },
  {
    name: 'a Bedrock key that ends in 60 days and a second',
    skc: bedrockKey({ expiresAt: '2027-01-20T06:00:01Z' }),
    says: { 'never-expires': 'passes', expiring: 'passes' },
  },
  {
    name: 'a Bedrock key that ends in 60 days',
    skc: bedrockKey({ expiresAt: '2027-01-20T06:00:00Z' }),
    says: { 'never-expires': 'passes', expiring: 'fails low 60' },
  },
  {
    name: 'a Bedrock key that ends in a second',
    skc: bedrockKey({ expiresAt: '2026-11-21T06:00:01Z' }),
    says: { expiring: 'fails critical 1', expired: 'passes' },
  },
  {
    name: 'a Bedrock key whose end is now, and that IAM calls expired',
    skc: bedrockKey({ expiresAt: '2026-11-21T06:00:00Z', state: 'deactivated', status: 'Expired' }),
    says: {
      expired: 'fails critical 0',
      'never-expires': 'not applicable',
      'rotation-overdue': 'not applicable',
    },
  },
  {
    name: 'an inactive Bedrock key past its end',
    skc: bedrockKey({ expiresAt: '2026-11-01T06:00:00Z', state: 'suspended', status: 'Inactive' }),
    says: { expired: 'not applicable', 'never-expires': 'not applicable' },
  },
  {
    name: 'a Bedrock key made 365 days ago exactly',
    skc: bedrockKey({ createdAt: '2025-11-21T06:00:00Z', versionCreatedAt: '2025-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'passes', 'never-expires': 'fails medium' },
  },
  {
    name: 'a Bedrock key made 365 days and a second ago',
    skc: bedrockKey({ createdAt: '2025-11-21T05:59:59Z', versionCreatedAt: '2025-11-21T05:59:59Z' }),
    says: { 'rotation-overdue': 'fails medium', 'never-expires': 'not applicable' },
  },
  {
    name: 'a Bedrock key made 730 days ago',
    skc: bedrockKey({ createdAt: '2024-11-21T06:00:00Z', versionCreatedAt: '2024-11-21T06:00:00Z' }),
    says: { 'rotation-overdue': 'fails high', 'never-expires': 'not applicable' },
  },
];
