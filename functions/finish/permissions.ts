import { NOTIFY_PERMISSIONS } from '../alert/permissions.ts';
import type { StepPermissions } from '../runtime/step-permissions.ts';

/** Notifying the organisation, and the documents of the run. */
export const FINISH_PERMISSIONS: StepPermissions = {
  ...NOTIFY_PERMISSIONS,
  bucket: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
};
