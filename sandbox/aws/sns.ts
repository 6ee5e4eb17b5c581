import { createHash } from 'node:crypto';
import { daysBetween } from '../../shared/model/instant.ts';
import type { Subscription, Topic } from '../memory.ts';
import type { Outbox } from '../outbox.ts';
import { denied } from '../wire/cloud-error.ts';
import { flag, page, required, text } from '../wire/input.ts';
import type { Operations, Setting } from './operation.ts';
import { entries, invalid, missing } from './sns-input.ts';
import { prepareMessage } from './sns-publish.ts';

const BAD = 'InvalidParameter';
const PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'];

/** SNS. A subscription is confirmed at once, unless the estate lists its address as never confirming. */
export function sns(outbox: Outbox): Operations {
  return {
    CreateTopic: (input, setting) => ({ TopicArn: createTopic(input, setting) }),
    ListTopics: (input, setting) => {
      const prefix = topicArn('', setting);
      const arns = Object.keys(setting.memory.kept.topics).filter((arn) => arn.startsWith(prefix));
      const cut = page(arns, text(input, 'NextToken'), 100, BAD);
      return { Topics: cut.items.map((TopicArn) => ({ TopicArn })), NextToken: cut.next };
    },
    GetTopicAttributes: (input, setting) => {
      const { arn, topic } = foundTopic(input, setting);
      const confirmed = topic.subscriptions.filter((each) => each.confirmed).length;
      return {
        Attributes: new Map([
          ['TopicArn', arn],
          ['Owner', setting.account.id],
          ['DisplayName', ''],
          ['SubscriptionsConfirmed', String(confirmed)],
          ['SubscriptionsPending', String(topic.subscriptions.length - confirmed)],
          ['SubscriptionsDeleted', '0'],
          ...Object.entries(topic.attributes),
        ]),
      };
    },
    SetTopicAttributes: (input, setting) => {
      const { topic } = foundTopic(input, setting);
      topic.attributes[required(input, 'AttributeName', BAD)] = text(input, 'AttributeValue') ?? '';
      setting.memory.save();
      return {};
    },
    TagResource: (input, setting) => {
      const topic = setting.memory.kept.topics[required(input, 'ResourceArn', BAD)];
      if (topic === undefined)
        throw Object.assign(missing('Resource does not exist'), { code: 'ResourceNotFound' });
      Object.assign(topic.tags, entries(input, 'Tags.member', 'Key', 'Value'));
      setting.memory.save();
      return {};
    },
    Subscribe: subscribe,
    ConfirmSubscription: (input, setting) => {
      const { topic } = foundTopic(input, setting);
      const token = required(input, 'Token', BAD);
      const subscription = topic.subscriptions.find((each) => each.token === token);
      if (subscription === undefined) throw invalid('Token');
      subscription.confirmed = true;
      if (text(input, 'AuthenticateOnUnsubscribe') === 'true')
        subscription.attributes['ConfirmationWasAuthenticated'] = 'true';
      setting.memory.save();
      return { SubscriptionArn: subscription.arn };
    },
    Unsubscribe: (input, setting) => {
      const { topic, subscription } = foundSubscription(input, setting);
      topic.subscriptions.splice(topic.subscriptions.indexOf(subscription), 1);
      setting.memory.save();
      return {};
    },
    ListSubscriptionsByTopic: (input, setting) => {
      const { arn, topic } = foundTopic(input, setting);
      const cut = page(topic.subscriptions, text(input, 'NextToken'), 100, BAD);
      return {
        Subscriptions: cut.items.map((each) => ({
          SubscriptionArn: each.confirmed ? each.arn : 'PendingConfirmation',
          Owner: setting.account.id,
          Protocol: each.protocol,
          Endpoint: each.endpoint,
          TopicArn: arn,
        })),
        NextToken: cut.next,
      };
    },
    GetSubscriptionAttributes: (input, setting) => {
      const { arn, subscription } = foundSubscription(input, setting);
      return {
        Attributes: new Map([
          ['SubscriptionArn', subscription.arn],
          ['TopicArn', arn],
          ['Owner', setting.account.id],
          ['Protocol', subscription.protocol],
          ['Endpoint', subscription.endpoint],
          ['PendingConfirmation', String(!subscription.confirmed)],
          ['ConfirmationWasAuthenticated', 'false'],
          ['RawMessageDelivery', 'false'],
          ...Object.entries(subscription.attributes),
        ]),
      };
    },
    SetSubscriptionAttributes: (input, setting) => {
      const { subscription } = foundSubscription(input, setting);
      subscription.attributes[required(input, 'AttributeName', BAD)] = text(input, 'AttributeValue') ?? '';
      setting.memory.save();
      return {};
    },
    Publish: (input, setting) => {
      const { arn, topic } = foundTopic({ TopicArn: input['TopicArn'] ?? input['TargetArn'] }, setting);
      const message = prepareMessage(input, arn, topic, setting);
      outbox.put(message);
      setting.memory.kept.published = message.n;
      setting.memory.save();
      return { MessageId: message.id };
    },
  };
}

function createTopic(input: Record<string, unknown>, setting: Setting): string {
  const name = required(input, 'Name', BAD);
  if (!/^[\w-]{1,256}(\.fifo)?$/.test(name)) throw invalid('Topic Name');
  const arn = topicArn(name, setting);
  const { topics } = setting.memory.kept;
  const attributes = entries(input, 'Attributes.entry');
  const tags = entries(input, 'Tags.member', 'Key', 'Value');
  const existing = topics[arn];
  if (existing === undefined) {
    topics[arn] = { attributes, tags, subscriptions: [] };
    setting.memory.save();
    return arn;
  }
  // CreateTopic returns the ARN of an existing topic, unless the attributes or tags differ.
  if (Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value))
    throw invalid('Attributes Reason: Topic already exists with different attributes');
  if (Object.entries(tags).some(([key, value]) => existing.tags[key] !== value))
    throw invalid('Tags Reason: Topic already exists with different tags');
  return arn;
}

function subscribe(input: Record<string, unknown>, setting: Setting) {
  const { arn, topic } = foundTopic(input, setting);
  const protocol = required(input, 'Protocol', BAD);
  const endpoint = required(input, 'Endpoint', BAD);
  checkEndpoint(protocol, endpoint);
  const existing = topic.subscriptions.find(
    (each) => each.protocol === protocol && each.endpoint === endpoint,
  );
  const subscription = existing ?? newSubscription(arn, protocol, endpoint, setting);
  if (existing === undefined) topic.subscriptions.push(subscription);
  Object.assign(subscription.attributes, entries(input, 'Attributes.entry'));
  setting.memory.save();
  // SNS returns this for e-mail even if the subscriber confirms within the same second.
  const pending = !subscription.confirmed || (existing === undefined && protocol.startsWith('email'));
  return {
    SubscriptionArn:
      pending && !flag(input, 'ReturnSubscriptionArn') ? 'pending confirmation' : subscription.arn,
  };
}

function newSubscription(topic: string, protocol: string, endpoint: string, setting: Setting): Subscription {
  const hex = createHash('sha256').update(`${topic} ${protocol} ${endpoint}`).digest('hex');
  const id = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
  return {
    arn: `${topic}:${id}`,
    protocol,
    endpoint,
    confirmed: !setting.estate.neverConfirm.includes(endpoint),
    token: hex,
    madeAt: setting.now,
    attributes: {},
  };
}

function checkEndpoint(protocol: string, endpoint: string): void {
  if (!PROTOCOLS.includes(protocol)) throw invalid(`Does not support this protocol string: ${protocol}`);
  if (protocol.startsWith('email') && !/^[^\s@]+@[^\s@]+$/.test(endpoint)) throw invalid('Email address');
  if (/^https?$/.test(protocol) && !endpoint.startsWith(`${protocol}://`))
    throw invalid('Endpoint must match the specified protocol');
  if (/^(sqs|lambda|firehose)$/.test(protocol) && !endpoint.startsWith('arn:'))
    throw invalid(`${protocol.toUpperCase()} endpoint ARN`);
}

function topicArn(name: string, { region, account }: Setting): string {
  return `arn:aws:sns:${region}:${account.id}:${name}`;
}

function foundTopic(input: Record<string, unknown>, setting: Setting): { arn: string; topic: Topic } {
  const arn = required(input, 'TopicArn', BAD);
  if (!/^arn:aws:sns:[\w-]+:\d{12}:[\w.-]+$/.test(arn))
    throw invalid(`TopicArn Reason: An ARN must have at least 6 elements, not ${arn.split(':').length}`);
  if (!arn.startsWith(topicArn('', setting)))
    throw denied('sns', `User: ${setting.principal} is not authorized to perform this on resource: ${arn}`);
  const topic = setting.memory.kept.topics[arn];
  if (topic === undefined) throw missing('Topic does not exist');
  // SNS deletes a subscription that is not confirmed within two days.
  topic.subscriptions = topic.subscriptions.filter(
    (each) => each.confirmed || daysBetween(each.madeAt, setting.now) <= 2,
  );
  return { arn, topic };
}

function foundSubscription(input: Record<string, unknown>, setting: Setting) {
  const wanted = required(input, 'SubscriptionArn', BAD);
  const { arn, topic } = foundTopic({ TopicArn: wanted.slice(0, wanted.lastIndexOf(':')) }, setting);
  const subscription = topic.subscriptions.find((each) => each.arn === wanted);
  if (subscription === undefined) throw missing('Subscription does not exist');
  return { arn, topic, subscription };
}
