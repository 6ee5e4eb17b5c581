import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** What the functions that read a cloud have in common: the SKCs, changes and scans of a batch of targets. */
export const collecting = {
  kind: 'step',
  grants: {
    table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  },
  memoryMb: 512,
  seconds: 900,
  place: { per: 'batch', after: 'plan' },
  reads: true,
} as const satisfies Omit<FunctionDeclaration, 'name' | 'does'>;
