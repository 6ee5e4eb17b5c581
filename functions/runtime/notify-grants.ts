/** Actions needed to notify an audience: subscriptions, topics and the message log. */
export const NOTIFY_GRANTS = {
  topics: [
    'sns:CreateTopic',
    'sns:ListSubscriptionsByTopic',
    'sns:Publish',
    'sns:Subscribe',
    'sns:TagResource',
    'sns:Unsubscribe',
  ],
} as const;
