import { COLLECT_TABLE } from '../collect/table-permissions.ts';
import type { StepPermissions } from '../runtime/step-permissions.ts';

/** Reads through the member role, and the own account with its own. */
export const COLLECT_AWS_PERMISSIONS: StepPermissions = {
  table: COLLECT_TABLE,
  assumesMembers: true,
  readsOwnAccount: true,
};
