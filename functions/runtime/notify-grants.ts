/** Actions needed to notify an audience: subscriptions, topics and the message log. */
export const NOTIFY_GRANTS = {
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
