import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Takes the run lock, checking whether the execution that holds it is still running, and writes the run's item. */
export const begin = {
  name: 'begin',
  does: 'takes the run lock',
  kind: 'step',
  grants: {
    table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    executions: ['states:DescribeExecution'],
  },
  memoryMb: 256,
  seconds: 60,
  place: { per: 'run', takes: ['execution'], gives: 'begun' },
} as const satisfies FunctionDeclaration;
