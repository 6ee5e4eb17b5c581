import { VOUCHING_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Checks the deployment: the last run, the subscriptions, the schedule, and whether all accounts can be found and read. */
export const doctor = {
  name: 'doctor',
  does: 'checks what the deployed functions may do',
  kind: 'command',
  grants: {
    table: ['dynamodb:Query'],
    topics: ['sns:ListSubscriptionsByTopic'],
    assumesMembers: true,
    readsOwnAccount: true,
    federates: VOUCHING_PERMISSIONS,
    schedule: ['scheduler:GetSchedule'],
    everywhere: [...PLAN_PERMISSIONS, 'organizations:DescribeOrganization'],
  },
  memoryMb: 512,
  seconds: 900,
  reads: true,
} as const satisfies FunctionDeclaration;
