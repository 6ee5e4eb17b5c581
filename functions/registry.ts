import { ALERT_PERMISSIONS } from './alert/permissions.ts';
import { BEGIN_PERMISSIONS } from './begin/permissions.ts';
import { COLLECT_AWS_PERMISSIONS } from './collect-aws/permissions.ts';
import { COLLECT_AZURE_PERMISSIONS } from './collect-azure/permissions.ts';
import { COLLECT_GCP_PERMISSIONS } from './collect-gcp/permissions.ts';
import { DOCTOR_PERMISSIONS } from './doctor/permissions.ts';
import { EVALUATE_PERMISSIONS } from './evaluate/permissions.ts';
import { FIRST_RUN_PERMISSIONS } from './first-run/permissions.ts';
import type { StepPermissions } from './runtime/step-permissions.ts';
import { PLAN_STEP_PERMISSIONS } from './plan/permissions.ts';
import { FINISH_PERMISSIONS } from './finish/permissions.ts';

/** The deployed functions, those of the workflow first, with what each may call. */
export const STEPS = {
  begin: BEGIN_PERMISSIONS,
  plan: PLAN_STEP_PERMISSIONS,
  'collect-aws': COLLECT_AWS_PERMISSIONS,
  'collect-azure': COLLECT_AZURE_PERMISSIONS,
  'collect-gcp': COLLECT_GCP_PERMISSIONS,
  evaluate: EVALUATE_PERMISSIONS,
  alert: ALERT_PERMISSIONS,
  finish: FINISH_PERMISSIONS,
  'first-run': FIRST_RUN_PERMISSIONS,
  doctor: DOCTOR_PERMISSIONS,
} as const satisfies Record<string, StepPermissions>;

export type Step = keyof typeof STEPS;

/** The steps of the workflow, in their order. */
export type WorkflowStep = Exclude<Step, 'first-run' | 'doctor'>;
