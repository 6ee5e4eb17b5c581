import type { StepPermissions } from '../runtime/step-permissions.ts';

/** An account's SKCs, its findings and its standing. */
export const EVALUATE_PERMISSIONS: StepPermissions = {
  table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
};
