import { PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import { VOUCHING_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import type { StepPermissions } from '../runtime/step-permissions.ts';

/** The accounts' items, the plan in the bucket, and the organisation; the accounts of other clouds, where they are read. */
export const PLAN_STEP_PERMISSIONS: StepPermissions = {
  table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  bucket: ['s3:PutObject'],
  assumesMembers: true,
  federates: VOUCHING_PERMISSIONS,
  everywhere: PLAN_PERMISSIONS,
};
