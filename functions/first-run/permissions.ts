import type { StepPermissions } from '../permissions.ts';

/** Starts the workflow, once. */
export const FIRST_RUN_PERMISSIONS: StepPermissions = { workflow: ['states:StartExecution'] };
