import {
  GetTopicAttributesCommand,
  paginateListTopics,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import pLimit from 'p-limit';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { withTlsOnly } from '../../shared/contacts/topic-policy.ts';

const AT_ONCE = 8;

/**
 * The topics that runs have created: those with the configured prefix, except the ones of the stack.
 * @param ofStack ARNs of the stack's topics.
 */
export async function runTimeTopics(
  { prefix, region }: { prefix: string; region: string },
  ofStack: readonly string[],
): Promise<string[]> {
  const client = new SNSClient(clientConfig(region));
  const found: string[] = [];
  try {
    for await (const { Topics = [] } of paginateListTopics({ client }, {}))
      for (const { TopicArn = '' } of Topics)
        if (TopicArn.split(':').at(-1)?.startsWith(`${prefix}-`) === true && !ofStack.includes(TopicArn))
          found.push(TopicArn);
    return found.toSorted();
  } finally {
    client.destroy();
  }
}

/**
 * Adds the statement that denies publishing without TLS to topics that lack it: those of releases before it, and those
 * that people made. Runs create theirs with it, so a run needs no call for it.
 * @returns how many were changed.
 */
export async function requireTls(topics: readonly string[], region: string): Promise<number> {
  const client = new SNSClient(clientConfig(region));
  const limit = pLimit(AT_ONCE);
  const secure = async (TopicArn: string): Promise<number> => {
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    const AttributeValue = withTlsOnly(Attributes?.['Policy'], TopicArn);
    if (AttributeValue === undefined) return 0;
    await client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
    return 1;
  };
  try {
    const changed = await Promise.all(topics.map((topic) => limit(() => secure(topic))));
    return changed.reduce((sum, each) => sum + each, 0);
  } finally {
    client.destroy();
  }
}
