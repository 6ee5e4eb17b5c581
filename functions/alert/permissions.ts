import type { StepPermissions } from '../runtime/step-permissions.ts';

/** What telling an audience takes: its contacts, its topic, the ledger. */
export const TELL_PERMISSIONS = {
  table: [
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
  topics: [
    'sns:CreateTopic',
    'sns:ListSubscriptionsByTopic',
    'sns:Publish',
    'sns:Subscribe',
    'sns:TagResource',
    'sns:Unsubscribe',
  ],
} as const;

export const ALERT_PERMISSIONS: StepPermissions = { ...TELL_PERMISSIONS, bucket: ['s3:PutObject'] };
