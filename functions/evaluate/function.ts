import { tableActions } from '../../shared/inventory/repository.ts';
import { EVALUATE_TABLE } from './table.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Evaluates an account's SKCs and targets and updates its findings and summary. */
export const evaluate = {
  name: 'evaluate',
  does: 'evaluates the rules for an account',
  kind: 'step',
  grants: { table: tableActions(EVALUATE_TABLE).actions },
  memoryMb: 512,
  seconds: 900,
  place: { per: 'account', after: 'collect-aws' },
} as const satisfies FunctionDeclaration;
