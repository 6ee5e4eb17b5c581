import { tableActions } from '../../shared/inventory/repository.ts';
import { EVALUATE_TABLE } from './table.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** An account's SKCs, its findings and its state. */
export const evaluate = {
  name: 'evaluate',
  does: 'judges an account by the rules',
  kind: 'step',
  grants: { table: tableActions(EVALUATE_TABLE).actions },
  memoryMb: 512,
  seconds: 900,
  place: { per: 'account', after: 'collect-aws' },
} as const satisfies FunctionDeclaration;
