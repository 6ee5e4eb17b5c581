import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { HOME_REGION, SECURITY_ACCOUNT } from './deploying-account.ts';

/** A queue subscribed to a topic. */
export interface Queue {
  arn: string;
  url: string;
  /** Receives the messages since the last call, as texts of the envelope. */
  take(): Promise<Notification[]>;
}

const notificationSchema = z.object({
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Type: z.string(), Value: z.string() })),
});
export type Notification = z.output<typeof notificationSchema>;

function client<Client>(type: new (config: object) => Client, endpoint: string): Client {
  const credentials = { accessKeyId: SECURITY_ACCOUNT, secretAccessKey: 'emulated' };
  return new type({ endpoint, region: HOME_REGION, credentials });
}

export async function makeQueue(endpoint: string, name: string): Promise<Queue> {
  const sqs = client(SQSClient, endpoint);
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return {
    arn: `arn:aws:sqs:${HOME_REGION}:${SECURITY_ACCOUNT}:${name}`,
    url,
    async take() {
      const taken: Notification[] = [];
      for (;;) {
        const asking = new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
        });
        const { Messages = [] } = await sqs.send(asking);
        for (const { Body = '', ReceiptHandle } of Messages) {
          taken.push(notificationSchema.parse(JSON.parse(Body)));
          await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
        }
        if (Messages.length === 0) return taken;
      }
    },
  };
}

/** Creates the topic of an audience before the first run. */
export async function makeTopic(endpoint: string, audience: string): Promise<string> {
  const sns = client(SNSClient, endpoint);
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `skc-watch-${audience}` }));
  return TopicArn;
}

export async function subscribe(
  endpoint: string,
  topicArn: string,
  to: { protocol: 'sqs' | 'https'; address: string; filter?: object },
): Promise<void> {
  const sns = client(SNSClient, endpoint);
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: to.protocol,
      Endpoint: to.address,
      Attributes: to.filter === undefined ? {} : { FilterPolicy: JSON.stringify(to.filter) },
    }),
  );
}
