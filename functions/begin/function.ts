import { tableActions } from '../../shared/inventory/repository.ts';
import { BEGIN_TABLE } from './table.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Takes the run lock, checking whether the execution that holds it is still running, and writes the run's item. */
export const begin = {
  name: 'begin',
  does: 'takes the run lock',
  kind: 'step',
  grants: {
    table: tableActions(BEGIN_TABLE).actions,
    executions: ['states:DescribeExecution'],
  },
  memoryMb: 256,
  seconds: 60,
  place: { per: 'run', takes: ['execution'], gives: 'begun' },
} as const satisfies FunctionDeclaration;
