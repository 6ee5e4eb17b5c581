import { VOUCHING_PERMISSIONS } from '../../shared/clouds/aws/federation.ts';
import { COLLECT_TABLE } from '../collect/table-permissions.ts';
import type { StepPermissions } from '../runtime/step-permissions.ts';

/** Nothing of AWS is read: AWS only says who it is. */
export const COLLECT_AZURE_PERMISSIONS: StepPermissions = {
  table: COLLECT_TABLE,
  federates: VOUCHING_PERMISSIONS,
};
