import type { StepPermissions } from '../runtime/step-permissions.ts';

/** What notifying an audience takes: its contacts, its topics, the message log. */
export const NOTIFY_PERMISSIONS = {
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

export const ALERT_PERMISSIONS: StepPermissions = { ...NOTIFY_PERMISSIONS, bucket: ['s3:PutObject'] };
