import { GetSubscriptionAttributesCommand, NotFoundException, type SNSClient } from '@aws-sdk/client-sns';
import { letsThrough, type MatchedAttributes } from './filter-policy-match.ts';
import { TopicFailed } from './topics.ts';

/**
 * Tells whether a message gets through to at least one of an audience's confirmed subscriptions. SNS has no call for
 * the policies of many subscriptions, so they are read one by one, only for a message that is about to be sent, and
 * only until one lets it through: one call where no policy is set.
 *
 * A policy of the scope `MessageBody` counts as letting nothing through, since the body depends on the protocol.
 *
 * @param arns Those of the confirmed subscriptions.
 * @returns a function that throws {TopicFailed} if a policy cannot be read.
 */
export function filterPolicies(
  sns: SNSClient,
  arns: readonly string[],
): (attributes: MatchedAttributes) => Promise<boolean> {
  return async (attributes) => {
    for (const arn of arns) if (await reaches(sns, arn, attributes)) return true;
    return false;
  };
}

async function reaches(sns: SNSClient, arn: string, attributes: MatchedAttributes): Promise<boolean> {
  try {
    const { Attributes = {} } = await sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
    );
    const { FilterPolicy = '', FilterPolicyScope = 'MessageAttributes' } = Attributes;
    if (FilterPolicy === '' || FilterPolicy === '{}') return true;
    return FilterPolicyScope === 'MessageAttributes' && letsThrough(FilterPolicy, attributes);
  } catch (cause) {
    // It has just ended.
    if (cause instanceof NotFoundException) return false;
    const topicArn = arn.slice(0, arn.lastIndexOf(':'));
    throw new TopicFailed('read a filter policy of', topicArn, 'sns:GetSubscriptionAttributes', cause);
  }
}
