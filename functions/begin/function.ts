import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** The lock and the run's item; whether the lock's holder still runs. */
export const begin = {
  name: 'begin',
  does: 'takes the lock of runs',
  kind: 'step',
  grants: {
    table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    executions: ['states:DescribeExecution'],
  },
  memoryMb: 256,
  seconds: 60,
  place: { per: 'run', takes: ['execution'], gives: 'begun' },
} as const satisfies FunctionDeclaration;
