import { TELL_PERMISSIONS } from '../alert/permissions.ts';
import type { StepPermissions } from '../runtime/step-permissions.ts';

/** Telling the organisation, and the documents of the run. */
export const FINISH_PERMISSIONS: StepPermissions = {
  ...TELL_PERMISSIONS,
  bucket: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
};
