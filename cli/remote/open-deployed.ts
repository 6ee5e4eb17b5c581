import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { judgeAsOf } from '../../shared/findings/judge-as-of.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { Config } from '../../shared/config/schema.ts';
import { audienceSubscriptions } from '../../shared/contacts/audience-subscriptions.ts';
import { readSubscriptions } from '../../shared/contacts/subscriptions.ts';
import { channels } from '../../shared/messages/channels/registry.ts';
import { openMessageLog } from '../../shared/messages/log.ts';
import { openTable } from '../../shared/inventory/repository.ts';
import type { MessageLog } from '../../shared/messages/contract.ts';
import type { Audience } from '../../shared/model/audience.ts';
import type { TopicSubscriptions } from '../../shared/model/contact.ts';
import type { Opened } from '../program/dependencies.ts';
import { topicHomeOf, type DeployedStack } from './stack.ts';

export interface OpenedStack extends Opened {
  /** The messages that were sent, by audience. */
  messageLog: Pick<MessageLog, 'last'>;
  /** The subscriptions to an audience's own topics; undefined if it has none. */
  ownSubscriptions(audience: Audience): Promise<TopicSubscriptions | undefined>;
}

/** Opens the inventory of a deployed stack with the user's own credentials. */
export function openDeployed(stack: DeployedStack, config: Config): OpenedStack {
  const dynamodb = new DynamoDBClient(clientConfig(stack.region));
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const inventory = openTable(documents, stack.outputs.TableName);
  const home = topicHomeOf(stack);
  const sns = new SNSClient(clientConfig(home.region));
  return {
    inventory,
    marking: inventory,
    messageLog: openMessageLog(documents, stack.outputs.TableName),
    judgeAt: (account, now) => judgeAsOf(account, now, { inventory, config }),
    ownSubscriptions: (audience) => readSubscriptions(audience, channels, { sns, home, config }),
    subscriptions: audienceSubscriptions(channels, { sns, home, config, contactsOf: inventory.contacts }),
    close: async () => {
      dynamodb.destroy();
      sns.destroy();
    },
  };
}
