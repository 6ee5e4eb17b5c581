import { PLAN_PERMISSIONS } from '../../shared/clouds/aws/organisation.ts';
import type { StepPermissions } from '../permissions.ts';

/** The accounts' items, the plan in the bucket, and the organisation. */
export const PLAN_STEP_PERMISSIONS: StepPermissions = {
  table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  bucket: ['s3:PutObject'],
  assumesMembers: true,
  everywhere: PLAN_PERMISSIONS,
};
