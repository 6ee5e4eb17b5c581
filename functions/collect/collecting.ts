import { tableActions } from '../../shared/inventory/repository.ts';
import { COLLECT_TABLE } from './table.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/**
 * The part of the declaration that all collect functions share. Each stores SKCs, changes and scans for a batch of
 * targets.
 */
export const collecting = {
  kind: 'step',
  grants: {
    table: tableActions(COLLECT_TABLE).actions,
  },
  memoryMb: 512,
  seconds: 900,
  place: { per: 'batch', after: 'plan' },
  reads: true,
} as const satisfies Omit<FunctionDeclaration, 'name' | 'does'>;
