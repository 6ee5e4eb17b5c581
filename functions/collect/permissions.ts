import type { StepPermissions } from '../permissions.ts';

/** The SKCs, changes and scans of its targets. */
export const COLLECT_PERMISSIONS: StepPermissions = {
  table: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  assumesMembers: true,
  readsOwnAccount: true,
};
