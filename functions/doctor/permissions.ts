import { VOUCHING_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import type { StepPermissions } from '../runtime/step-permissions.ts';

/** What looking at the deployment takes: the last run, who is subscribed, the schedule; and finding all accounts. */
export const DOCTOR_PERMISSIONS: StepPermissions = {
  table: ['dynamodb:Query'],
  topics: ['sns:ListSubscriptionsByTopic'],
  assumesMembers: true,
  readsOwnAccount: true,
  federates: VOUCHING_PERMISSIONS,
  schedule: ['scheduler:GetSchedule'],
  everywhere: [...PLAN_PERMISSIONS, 'organizations:DescribeOrganization'],
};
