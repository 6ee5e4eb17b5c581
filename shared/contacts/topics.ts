import { createHash } from 'node:crypto';
import {
  CreateTopicCommand,
  InvalidParameterException,
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  SubscribeCommand,
  type SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { sanitize } from '../model/sanitize.ts';
import { topicPolicy } from './topic-policy.ts';
import { protocolOf } from './channel.ts';
import { shownAddress, withoutAddress } from './shown-address.ts';
import type { Contact, TopicSubscriptions } from '../model/contact.ts';
import { ORGANISATION_AUDIENCE, type Audience } from '../model/audience.ts';

/** Where the topics are. */
export interface TopicHome {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition: string;
  region: string;
  /** 12 digits of the account that owns them. */
  accountId: string;
  /** The KMS key that encrypts topics created here; undefined: they are not encrypted. */
  keyArn?: string | undefined;
}

export interface EnsuredTopic extends TopicSubscriptions {
  created: boolean;
  /** Addresses subscribed just now. */
  subscribed: string[];
  /** Contacts that SNS did not subscribe. The others were. */
  refused: { address: string; error: NotSubscribed }[];
}

/** A call about a topic failed. */
export class TopicFailed extends Error {
  override readonly name = 'TopicFailed';
  readonly topicArn: string;
  constructor(action: string, topicArn: string, permission: string, cause: unknown) {
    super(
      `Could not ${action} ${topicArn}: ${reasonOf(cause)}. ` +
        `Its contacts cannot be notified. Check that this role may ${permission} on it, then run again.`,
      { cause },
    );
    this.topicArn = topicArn;
  }
}

/** SNS did not subscribe a contact's address. */
export class NotSubscribed extends Error {
  override readonly name = 'NotSubscribed';
  constructor(address: string, topicArn: string, cause: unknown) {
    const hidden = withoutAddress(cause, address);
    super(
      `Could not subscribe ${sanitize(shownAddress(address), 200)} to ${topicArn}: ${reasonOf(hidden)}. ` +
        'Correct the address in the contacts, or check that this role may sns:Subscribe, then run again.',
      { cause: hidden },
    );
  }
}

/**
 * Makes sure that a topic exists with all its contacts subscribed. Without contacts no topic is created, but an
 * existing one is read. Usually this is one call (a page of up to 100 subscriptions).
 *
 * SNS lists a pending subscription for 48 hours, then deletes it; until then the contact is not asked again (SNS guide,
 * "Subscribing an endpoint"). Subscriptions that people created themselves count as well.
 *
 * @returns undefined if there is neither a topic nor a contact.
 * @throws {TopicFailed} if the topic can be neither read nor created.
 */
export async function ensureTopic(
  sns: SNSClient,
  input: {
    home: TopicHome;
    prefix: string;
    audience: Audience;
    /** A channel with its own topic; undefined: the audience's topic. */
    channel?: string | undefined;
    contacts: readonly Contact[];
    tags: Record<string, string>;
  },
): Promise<EnsuredTopic | undefined> {
  const topicArn = topicArnOf(input.home, input.prefix, input.audience, input.channel);
  const found = await subscriptionsOf(sns, topicArn);
  if (found === undefined && input.contacts.length === 0) return undefined;
  if (found === undefined) await create(sns, topicArn, input);
  const wanted = missing(input.contacts, found ?? []);
  const subscribed: string[] = [];
  const refused: EnsuredTopic['refused'] = [];
  for (const { address } of wanted) {
    try {
      await subscribe(sns, topicArn, address);
      subscribed.push(address);
    } catch (cause) {
      refused.push({ address, error: new NotSubscribed(address, topicArn, cause) });
    }
  }
  const now = subscribed.length === 0 ? (found ?? []) : ((await subscriptionsOf(sns, topicArn)) ?? []);
  return { ...topicSubscriptions(topicArn, now), created: found === undefined, subscribed, refused };
}

/**
 * The subscriptions of a topic; undefined if the topic does not exist.
 * @throws {TopicFailed} if it cannot be read.
 */
export async function readTopic(sns: SNSClient, topicArn: string): Promise<TopicSubscriptions | undefined> {
  const subscriptions = await subscriptionsOf(sns, topicArn);
  return subscriptions === undefined ? undefined : topicSubscriptions(topicArn, subscriptions);
}

/**
 * `arn:aws:sns:eu-west-1:123456789012:skc-watch-210987654321`, `…:skc-watch-to__<26 characters>` for a shared address,
 * with `__<channel>` appended for a channel's own topic. Topic names consist of letters, digits, `-` and `_`. A
 * project of a domain (`example.com:pay-prod`) is `example_com_pay-prod`, as no other id has a `_`. Any other account id
 * with such characters, and one that is called `organisation`, gets a hash appended: no two audiences share a topic.
 */
export function topicArnOf(home: TopicHome, prefix: string, audience: Audience, channel?: string): string {
  const shared = audience.startsWith('contact#') ? 'to__' : '';
  const name = shared === '' ? accountName(audience) : audience.slice('contact#'.length);
  const suffix = channel === undefined ? '' : `__${channel}`;
  return `arn:${home.partition}:sns:${home.region}:${home.accountId}:${prefix}-${shared}${name}${suffix}`;
}

/** A project of a domain: the last `_` of its topic's name stands for the colon, the others for dots. */
const OF_A_DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+:[a-z0-9-]+$/;

function accountName(audience: Audience): string {
  const id = audience.replace(/^\w+#/, '');
  const folded = id.replaceAll(/[^A-Za-z0-9-]/g, '_');
  const isReserved = id === ORGANISATION_AUDIENCE && audience !== ORGANISATION_AUDIENCE;
  if ((/^[A-Za-z0-9-]+$/.test(id) && !isReserved) || OF_A_DOMAIN.test(id)) return folded;
  return `${folded}-${createHash('sha256').update(audience).digest('hex').slice(0, 8)}`;
}

/** The topic of the second way of alarms. No audience's topic has a name with `__` before its own. */
export function watchdogTopicName(prefix: string): string {
  return `${prefix}__watchdog`;
}

/**
 * All subscriptions of a topic; undefined if the topic does not exist.
 * @throws {TopicFailed} if it cannot be read.
 */
export async function subscriptionsOf(sns: SNSClient, topicArn: string): Promise<Subscription[] | undefined> {
  const subscriptions: Subscription[] = [];
  let token: string | undefined;
  try {
    do {
      const page = await sns.send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken: token }),
      );
      subscriptions.push(...(page.Subscriptions ?? []));
      token = page.NextToken;
    } while (token !== undefined && token !== '');
  } catch (cause) {
    if (cause instanceof NotFoundException) return undefined;
    throw new TopicFailed('read the subscriptions of', topicArn, 'sns:ListSubscriptionsByTopic', cause);
  }
  return subscriptions;
}

async function create(
  sns: SNSClient,
  topicArn: string,
  { audience, home: { keyArn }, tags }: { audience: Audience; home: TopicHome; tags: Record<string, string> },
): Promise<void> {
  const name = topicArn.split(':').at(-1);
  try {
    await sns.send(
      new CreateTopicCommand({
        Name: name,
        Attributes: {
          Policy: topicPolicy(topicArn, audience),
          ...(keyArn === undefined ? {} : { KmsMasterKeyId: keyArn }),
        },
        Tags: Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value })),
      }),
    );
  } catch (cause) {
    // A concurrent run has just created it with other tags. It exists, which is enough.
    if (cause instanceof InvalidParameterException && cause.message.includes('different tags')) return;
    throw new TopicFailed('create the topic', topicArn, 'sns:CreateTopic and sns:TagResource', cause);
  }
}

function missing(contacts: readonly Contact[], subscriptions: readonly Subscription[]): Contact[] {
  const known = new Set(subscriptions.map((subscription) => addressKey(subscription.Endpoint ?? '')));
  return contacts.filter(({ address }) => {
    const key = addressKey(address);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

async function subscribe(sns: SNSClient, topicArn: string, address: string): Promise<void> {
  const Protocol = protocolOf(address);
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol,
      Endpoint: address,
      ReturnSubscriptionArn: true,
      // A queue's reader needs SNS's envelope, which holds subject and attributes.
      ...(Protocol === 'sqs' ? { Attributes: { RawMessageDelivery: 'false' } } : {}),
    }),
  );
}

/** E-mail addresses are compared without case, URLs and ARNs with case. */
export function addressKey(address: string): string {
  return protocolOf(address) === 'email' ? address.toLowerCase() : address;
}

/** If a subscription is not active, SNS returns a word instead of its ARN: `PendingConfirmation`, `Deleted`. */
function topicSubscriptions(topicArn: string, subscriptions: readonly Subscription[]): TopicSubscriptions {
  const confirmed: string[] = [];
  const pending: string[] = [];
  const arns: string[] = [];
  for (const { SubscriptionArn = '', Endpoint = '' } of subscriptions) {
    if (SubscriptionArn.startsWith('arn:')) {
      confirmed.push(Endpoint);
      arns.push(SubscriptionArn);
    } else if (SubscriptionArn === 'PendingConfirmation') pending.push(Endpoint);
  }
  return { topicArn, confirmed, pending, arns };
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? sanitize(`${cause.name}: ${cause.message}`, 300) : 'unknown error';
}
