import { COLLECT_TABLE } from '../collect/table-permissions.ts';
import type { StepPermissions } from '../runtime/step-permissions.ts';

/** Nothing of AWS is read: Google is shown a request that the federation role signed, and asks AWS itself. */
export const COLLECT_GCP_PERMISSIONS: StepPermissions = { table: COLLECT_TABLE, federates: [] };
