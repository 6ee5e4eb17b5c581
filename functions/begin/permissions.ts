import type { StepPermissions } from '../runtime/step-permissions.ts';

/** The lock and the run's item; whether the lock's holder still runs. */
export const BEGIN_PERMISSIONS: StepPermissions = {
  table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  executions: ['states:DescribeExecution'],
};
