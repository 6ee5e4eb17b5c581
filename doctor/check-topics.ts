import type { SNSClient } from '@aws-sdk/client-sns';
import type { Config } from '../shared/config/schema.ts';
import { shownAddress } from '../shared/contacts/shown-address.ts';
import { audienceSubscriptions } from '../shared/contacts/audience-subscriptions.ts';
import { readTopic, watchdogTopicName, type TopicHome } from '../shared/contacts/topics.ts';
import { channels } from '../shared/messages/channels/registry.ts';
import type { Account } from '../shared/model/account.ts';
import { sanitize } from '../shared/model/sanitize.ts';
import type { Audience } from '../shared/model/audience.ts';
import type { Check } from './report.ts';

export interface TopicsToCheck {
  sns: SNSClient;
  home: TopicHome;
}

/** Whether the topics of the organisation and of each account have a confirmed subscription. */
export async function checkTopics(
  accounts: readonly Account[],
  config: Config,
  topics: TopicsToCheck,
): Promise<Check[]> {
  const ids = new Map<Audience, string>(accounts.map(({ key, id }) => [key, id]));
  const read = audienceSubscriptions(channels, {
    ...topics,
    config,
    contactsOf: async (audience) => config.contacts.accounts[ids.get(audience) ?? ''] ?? [],
  });
  const checks: Check[] = [await checkTopic('organisation', 'the organisation', read)];
  checks.push(await checkWatchdog(config, topics));
  for (const { key, id, name } of accounts)
    if ((config.contacts.accounts[id] ?? []).length > 0) checks.push(await checkTopic(key, name, read));
  return checks;
}

/** The second way of alarms. Without one, a deleted organisation topic goes unnoticed. */
async function checkWatchdog({ alerts }: Config, { sns, home }: TopicsToCheck): Promise<Check> {
  const check = { about: 'topic', subject: 'the watchdog of alarms' } as const;
  const { email, heartbeatUrl } = alerts.watchdog;
  const heartbeat = heartbeatUrl === undefined ? [] : [`heartbeat to ${shownAddress(heartbeatUrl)}`];
  if (email === undefined)
    return heartbeat.length > 0
      ? { ...check, state: 'fine', says: heartbeat.join() }
      : {
          ...check,
          state: 'unasked',
          says: 'not configured: all alarms depend on the organisation topic',
          nextStep:
            'Set alerts.watchdog.email or alerts.watchdog.heartbeatUrl and deploy again: npm run deploy',
        };
  const arn = `arn:${home.partition}:sns:${home.region}:${home.accountId}:${watchdogTopicName(alerts.topicPrefix)}`;
  const subscriptions = await readTopic(sns, arn);
  if (subscriptions === undefined)
    return { ...check, state: 'wrong', says: 'has no topic', nextStep: 'Deploy again: npm run deploy' };
  if (subscriptions.confirmed.length > 0)
    return {
      ...check,
      state: 'fine',
      says: [`${subscriptions.confirmed.length} confirmed`, ...heartbeat].join(', '),
    };
  return subscriptions.pending.length > 0
    ? {
        ...check,
        state: 'waiting',
        says: `pending: ${subscriptions.pending.map(shownAddress).join(', ')}`,
        nextStep: 'Follow the link in the e-mail from AWS Notifications.',
      }
    : {
        ...check,
        state: 'wrong',
        says: 'no subscription: it was not confirmed within two days, or it was ended',
        nextStep: `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ${email} --region ${home.region}`,
      };
}

async function checkTopic(
  audience: Audience,
  subject: string,
  read: ReturnType<typeof audienceSubscriptions>,
): Promise<Check> {
  const check = { about: 'topic', subject } as const;
  const subscriptions = await read(audience);
  if (subscriptions === undefined)
    return {
      ...check,
      state: 'waiting',
      says: 'has no topic yet: the first run creates it',
      nextStep: 'npx skc run --remote',
    };
  const [unread] = subscriptions.unread ?? [];
  if (unread !== undefined) return { ...check, state: 'wrong', says: sanitize(unread.why, 600) };
  const pending = subscriptions.pending.map(shownAddress);
  if (pending.length > 0)
    return {
      ...check,
      state: 'waiting',
      says: `${subscriptions.confirmed.length} confirmed, pending: ${pending.join(', ')}`,
      nextStep:
        'Follow the link in the e-mail from AWS Notifications within two days; after that the next run sends a new one.',
    };
  if (subscriptions.confirmed.length === 0)
    return {
      ...check,
      state: 'wrong',
      says: 'no subscription: no alert reaches anyone',
      nextStep:
        audience === 'organisation'
          ? 'Add a contact under contacts.organisation in skc.config.json and deploy again: npm run deploy'
          : 'Deploy and run again to subscribe its contacts: npm run deploy',
    };
  return { ...check, state: 'fine', says: `${subscriptions.confirmed.length} confirmed` };
}
