import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** An account's SKCs, its findings and its state. */
export const evaluate = {
  name: 'evaluate',
  does: 'judges an account by the rules',
  kind: 'step',
  grants: { table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'] },
  memoryMb: 512,
  seconds: 900,
  place: { per: 'account', after: 'collect-aws' },
} as const satisfies FunctionDeclaration;
