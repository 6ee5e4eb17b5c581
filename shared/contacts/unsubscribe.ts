import { NotFoundException, UnsubscribeCommand, type SNSClient } from '@aws-sdk/client-sns';
import { sanitize } from '../model/sanitize.ts';
import { shownAddress, withoutAddress } from './shown-address.ts';
import { addressKey, subscriptionsOf } from './topics.ts';

/** SNS did not remove a subscription. */
export class NotUnsubscribed extends Error {
  override readonly name = 'NotUnsubscribed';
  constructor(address: string, topicArn: string, cause: unknown) {
    super(
      `Could not end the subscription of ${sanitize(shownAddress(address), 200)} to ${topicArn}, so it still gets ` +
        'messages. Check that this role may sns:Unsubscribe, then run again.',
      { cause: withoutAddress(cause, address) },
    );
  }
}

/**
 * Unsubscribes an address that is no longer a contact. A pending subscription has no ARN and cannot be removed (SNS API
 * reference, Unsubscribe): SNS deletes it after 48 hours unless its owner confirms it.
 * @throws {NotUnsubscribed} if SNS refuses, {TopicFailed} if the topic cannot be read.
 */
export async function unsubscribe(sns: SNSClient, topicArn: string, address: string): Promise<void> {
  const subscriptions = (await subscriptionsOf(sns, topicArn)) ?? [];
  for (const { Endpoint = '', SubscriptionArn = '' } of subscriptions) {
    if (addressKey(Endpoint) !== addressKey(address) || !SubscriptionArn.startsWith('arn:')) continue;
    try {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    } catch (cause) {
      // Its owner or a concurrent run has just removed it.
      if (cause instanceof NotFoundException) continue;
      throw new NotUnsubscribed(address, topicArn, cause);
    }
  }
}
