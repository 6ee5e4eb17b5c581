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
  // The Service Authorization Reference names no resource type for it.
  everywhere: ['sns:GetSubscriptionAttributes'],
} as const;
