import type { SNSClient } from '@aws-sdk/client-sns';
import type { Config } from '../config/schema.ts';
import { channelOf, NoChannel, type ContactChannel } from './channel.ts';
import { addressKey, ensureTopic, readTopic, TopicFailed, topicArnOf, type TopicHome } from './topics.ts';
import { sharedAudienceOf } from './shared-addresses.ts';
import type { Refused } from './refused.ts';
import { unsubscribe } from './unsubscribe.ts';
import { accountContacts, configuredContacts, FROM_CONFIG } from './wanted-contacts.ts';
import { isAccountKey } from '../model/account.ts';
import { errorOf } from '../model/error-text.ts';
import type { InventorySlice } from '../inventory/contract.ts';
import { FOUND_IN, type Contact, type TopicSubscriptions, type UnreadTopic } from '../model/contact.ts';
import { ORGANISATION_AUDIENCE, type Audience, type SharedAudience } from '../model/audience.ts';
import type { Instant } from '../model/instant.ts';

export interface SubscriptionDependencies {
  inventory: InventorySlice<'account' | 'contacts' | 'removeContact' | 'seedContact'>;
  config: Config;
  sns: SNSClient;
  home: TopicHome;
}

/** The topics of an audience, and who is subscribed to them. */
export interface Subscribed<Channel> {
  /** Addresses of confirmed subscriptions, on any of the topics. */
  confirmed: string[];
  pending: string[];
  /** ARNs of the confirmed subscriptions. */
  arns: string[];
  /** Topics with a confirmed subscription. */
  topics: { main?: string | undefined; own: { channel: Channel; topicArn: string }[] };
  refused: Refused[];
  /** Why some contacts could not be asked: a topic that SNS refuses, an item that the table does. They are refused. */
  failed: Error[];
}

/** The contacts of an audience and the topics that they are subscribed to. */
export interface Subscriptions<Channel> extends Subscribed<Channel> {
  contacts: Contact[];
  /** Contacts shared with other accounts. `own`: those that are subscribed to this audience's topics and stay there. */
  shared: { audience: SharedAudience; own: boolean }[];
}

/** Sources of contacts that a run adds to the table and may remove again. */
const OURS: readonly string[] = [FROM_CONFIG, ...FOUND_IN];

/**
 * Writes an audience's configured contacts to the table and subscribes all contacts in the table, each to the topic of
 * its channel. Contacts that a run added are removed and unsubscribed when they leave the configuration. Subscriptions
 * that people created themselves are not changed. An address that is already subscribed to the audience's topic stays
 * there, whatever its channel and even if other accounts share it, so that it does not have to confirm again.
 *
 * @param sharedAudiences Addresses with their own audience: they are not subscribed here.
 */
export async function ensureSubscriptions<Channel extends ContactChannel>(
  audience: Audience,
  now: Instant,
  channels: readonly Channel[],
  dependencies: SubscriptionDependencies,
  sharedAudiences: ReadonlySet<SharedAudience> = new Set(),
): Promise<Subscriptions<Channel>> {
  const { contacts, refused, unstored } = await seedContacts(audience, now, channels, dependencies);
  const isShared = ({ address }: Contact) => sharedAudiences.has(sharedAudienceOf(address));
  const result = await subscribeContacts(audience, contacts, channels, dependencies, isShared);
  const there = new Set([...result.confirmed, ...result.pending].map(addressKey));
  const refusedHere = new Set(result.refused.map(({ address }) => address));
  const shared = new Map(
    contacts
      .filter((contact) => isShared(contact) && !refusedHere.has(contact.address))
      .map(({ address }) => [sharedAudienceOf(address), there.has(addressKey(address))] as const),
  );
  return {
    ...result,
    contacts: [...contacts, ...unstored.map(({ contact }) => contact)],
    shared: [...shared].map(([each, own]) => ({ audience: each, own })),
    refused: [
      ...refused,
      ...unstored.map(({ contact: { address }, error }) => ({ address, error })),
      ...result.refused,
    ],
    failed: [...result.failed, ...unstored.map(({ error }) => error)],
  };
}

/**
 * Subscribes contacts to an audience's topics, each to the topic of its channel. A topic that fails costs its own
 * contacts only.
 * @param isLeftOut Contacts that are not subscribed here, unless they already are.
 */
export async function subscribeContacts<Channel extends ContactChannel>(
  audience: Audience,
  contacts: readonly Contact[],
  channels: readonly Channel[],
  { config, sns, home }: Pick<SubscriptionDependencies, 'config' | 'sns' | 'home'>,
  isLeftOut: (contact: Contact) => boolean = () => false,
): Promise<Subscribed<Channel>> {
  const refused: Refused[] = [];
  const byChannel = new Map<Channel, Contact[]>();
  for (const contact of contacts) {
    try {
      const channel = channelOf(contact, channels);
      byChannel.set(channel, [...(byChannel.get(channel) ?? []), contact]);
    } catch (error) {
      if (!(error instanceof NoChannel)) throw error;
      refused.push({ address: contact.address, error });
    }
  }
  const failed: Error[] = [];
  const wantedOn = (wanted: readonly Contact[]) => wanted.filter((contact) => !isLeftOut(contact));
  const ensure = async (wanted: readonly Contact[], channel?: string) => {
    try {
      return await ensureTopic(sns, {
        home,
        prefix: config.alerts.topicPrefix,
        audience,
        channel,
        contacts: wantedOn(wanted),
        tags: { application: 'skc-watch' },
      });
    } catch (error) {
      if (!(error instanceof TopicFailed)) throw error;
      failed.push(error);
      return undefined;
    }
  };
  const main = await ensure([...byChannel].flatMap(([{ ownTopic }, wanted]) => (ownTopic ? [] : wanted)));
  const result: Subscribed<Channel> = {
    confirmed: [...(main?.confirmed ?? [])],
    pending: [...(main?.pending ?? [])],
    arns: [...(main?.arns ?? [])],
    topics: { main: main !== undefined && main.confirmed.length > 0 ? main.topicArn : undefined, own: [] },
    refused: [...refused, ...(main?.refused ?? [])],
    failed,
  };
  const there = new Set([...result.confirmed, ...result.pending].map(addressKey));
  const isMainKnown = failed.length === 0;
  for (const [channel, wanted] of byChannel) {
    const own = wanted.filter(({ address }) => !there.has(addressKey(address)));
    if (!channel.ownTopic || own.length === 0) continue;
    // An address may be subscribed to the audience's topic: while that is not known, nobody is asked to confirm.
    const topic = await ensure(isMainKnown ? own : [], channel.name);
    if (topic === undefined) continue;
    result.confirmed.push(...topic.confirmed);
    result.pending.push(...topic.pending);
    result.arns.push(...(topic.arns ?? []));
    result.refused.push(...topic.refused);
    if (topic.confirmed.length > 0) result.topics.own.push({ channel, topicArn: topic.topicArn });
  }
  result.refused.push(...unknownBecause(failed, wantedOn(contacts), result));
  return result;
}

/** The contacts that are not known to be subscribed because a topic failed. */
function unknownBecause(
  [error]: readonly Error[],
  wanted: readonly Contact[],
  { confirmed, pending, refused }: Pick<Subscribed<unknown>, 'confirmed' | 'pending' | 'refused'>,
): Refused[] {
  if (error === undefined) return [];
  const known = new Set([...confirmed, ...pending, ...refused.map(({ address }) => address)].map(addressKey));
  return wanted
    .filter(({ address }) => !known.has(addressKey(address)))
    .map(({ address }) => ({ address, error }));
}

/**
 * Unsubscribes an address from all topics of an audience, for every channel.
 * @throws {NotUnsubscribed} if SNS refuses, {TopicFailed} if a topic cannot be read.
 */
export async function unsubscribeEverywhere(
  audience: Audience,
  address: string,
  channels: readonly ContactChannel[],
  { config, sns, home }: Pick<SubscriptionDependencies, 'config' | 'sns' | 'home'>,
): Promise<void> {
  const own = channels.filter((each) => each.ownTopic && each.accepts(address));
  for (const name of [undefined, ...own.map((channel) => channel.name)])
    await unsubscribe(sns, topicArnOf(home, config.alerts.topicPrefix, audience, name), address);
}

/**
 * The subscriptions to all topics of an audience, as listed by SNS; undefined if it has no topic. One that cannot be
 * read is among the `unread`, and takes nothing from the others.
 */
export async function readSubscriptions(
  audience: Audience,
  channels: readonly ContactChannel[],
  { sns, home, config }: Pick<SubscriptionDependencies, 'sns' | 'home' | 'config'>,
): Promise<TopicSubscriptions | undefined> {
  const arn = (channel?: string) => topicArnOf(home, config.alerts.topicPrefix, audience, channel);
  const names = [undefined, ...channels.filter(({ ownTopic }) => ownTopic).map(({ name }) => name)];
  const unread: UnreadTopic[] = [];
  const read = await Promise.all(
    names.map(async (name) => {
      try {
        return await readTopic(sns, arn(name));
      } catch (error) {
        if (!(error instanceof TopicFailed)) throw error;
        unread.push({ topicArn: error.topicArn, why: error.message });
        return undefined;
      }
    }),
  );
  const topics = read.filter((each) => each !== undefined);
  if (topics.length + unread.length === 0) return undefined;
  return {
    topicArn: topics[0]?.topicArn ?? arn(),
    confirmed: topics.flatMap(({ confirmed }) => confirmed),
    pending: topics.flatMap(({ pending }) => pending),
    ...(unread.length === 0 ? {} : { unread }),
  };
}

async function seedContacts(
  audience: Audience,
  now: Instant,
  channels: readonly ContactChannel[],
  dependencies: SubscriptionDependencies,
): Promise<{ contacts: Contact[]; refused: Refused[]; unstored: { contact: Contact; error: Error }[] }> {
  const { config, inventory } = dependencies;
  const wanted = await wantedContacts(audience, config, inventory);
  const stored = await inventory.contacts(audience);
  const kept: Contact[] = [];
  const refused: Refused[] = [];
  const unstored: { contact: Contact; error: Error }[] = [];
  for (const contact of stored) {
    if (!OURS.includes(contact.source) || wanted.some((each) => isSame(each, contact))) {
      kept.push(contact);
      continue;
    }
    try {
      // Unsubscribe first: a contact that is no longer in the table would get messages forever.
      await unsubscribeEverywhere(audience, contact.address, channels, dependencies);
      await inventory.removeContact(audience, contact.address);
    } catch (error) {
      refused.push({ address: contact.address, error: errorOf(error) });
      kept.push(contact);
    }
  }
  for (const each of wanted) {
    if (kept.some((contact) => isSame(contact, each))) continue;
    const contact: Contact = { ...each, since: now };
    try {
      await inventory.seedContact(audience, contact);
      kept.push(contact);
    } catch (error) {
      // Not subscribed either: without its item it could never be unsubscribed.
      unstored.push({ contact, error: errorOf(error) });
    }
  }
  return { contacts: kept, refused, unstored };
}

/** The configured contacts, or, if an account has none, the found ones that the configuration adopts. */
async function wantedContacts(
  audience: Audience,
  config: Config,
  inventory: SubscriptionDependencies['inventory'],
): Promise<Omit<Contact, 'since'>[]> {
  if (audience === ORGANISATION_AUDIENCE) return configuredContacts(config.contacts.organisation);
  if (!isAccountKey(audience)) return [];
  const id = audience.replace(/^\w+#/, '');
  const adopts = (config.contacts.accounts[id] ?? []).length === 0 && config.contacts.adopt.length > 0;
  return accountContacts(
    { id, found: adopts ? (await inventory.account(audience))?.found : undefined },
    config,
  );
}

function isSame(a: Pick<Contact, 'address'>, b: Pick<Contact, 'address'>): boolean {
  return addressKey(a.address) === addressKey(b.address);
}
