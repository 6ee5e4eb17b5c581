import { FUNCTIONS } from '../../../functions/registry.ts';
import type { FunctionDeclaration } from '../../../functions/runtime/declaration.ts';

/** A step that checks each account again before its contacts are notified. */
export const probe = {
  name: 'probe',
  does: 'checks the endpoints of an account',
  kind: 'step',
  grants: { table: ['dynamodb:Query'] },
  memoryMb: 320,
  seconds: 120,
  place: { per: 'account', after: 'evaluate' },
} as const satisfies FunctionDeclaration;

/** A page that people open by a link with a code in it. */
export const page = {
  name: 'review-page',
  does: 'takes the answers of reviewers',
  kind: 'web',
  grants: { table: ['dynamodb:Query'], keys: { 'review-links': ['kms:GenerateMac', 'kms:VerifyMac'] } },
  memoryMb: 256,
  seconds: 10,
} as const satisfies FunctionDeclaration;

/** Signs evidence for auditors. */
export const evidence = {
  name: 'evidence',
  does: 'signs evidence',
  kind: 'command',
  grants: { keys: { evidence: ['kms:Sign', 'kms:GetPublicKey'], 'other-links': ['kms:VerifyMac'] } },
  memoryMb: 256,
  seconds: 60,
} as const satisfies FunctionDeclaration;

/** The registry with one more line for each. */
export const WITH_ADDED: readonly FunctionDeclaration[] = [...FUNCTIONS, probe, page, evidence];
