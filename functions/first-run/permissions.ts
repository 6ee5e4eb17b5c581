import type { StepPermissions } from '../runtime/step-permissions.ts';

/** Starts the workflow, once. */
export const FIRST_RUN_PERMISSIONS: StepPermissions = { workflow: ['states:StartExecution'] };
