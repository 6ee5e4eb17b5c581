import { FEDERATION_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { tableActions } from '../../shared/inventory/repository.ts';
import { DOCTOR_TABLE } from './table.ts';
import { PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import type { FunctionDeclaration } from '../runtime/declaration.ts';

/** Checks the deployment: last run, subscriptions, schedule, and whether every account can be found and read. */
export const doctor = {
  name: 'doctor',
  does: 'checks the permissions of the deployed functions',
  kind: 'command',
  grants: {
    table: tableActions(DOCTOR_TABLE).actions,
    topics: ['sns:ListSubscriptionsByTopic'],
    watchdog: ['sns:ListSubscriptionsByTopic'],
    limits: ['lambda:GetAccountSettings'],
    assumesMembers: true,
    readsOwnAccount: true,
    federates: FEDERATION_PERMISSIONS,
    schedule: ['scheduler:GetSchedule'],
    everywhere: [...PLAN_PERMISSIONS, 'organizations:DescribeOrganization'],
  },
  memoryMb: 512,
  seconds: 900,
  reads: true,
} as const satisfies FunctionDeclaration;
