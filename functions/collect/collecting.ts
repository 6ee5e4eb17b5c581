import type { FunctionDeclaration } from '../runtime/declaration.ts';

/**
 * The part of the declaration that all collect functions share. Each stores SKCs, changes and scans for a batch of
 * targets.
 */
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
