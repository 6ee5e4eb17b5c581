import type { SNSClient } from '@aws-sdk/client-sns';
import type { Config } from '../shared/config/schema.ts';
import { shownAddress } from '../shared/contacts/shown-address.ts';
import { audienceSubscriptions } from '../shared/contacts/audience-subscriptions.ts';
import type { TopicHome } from '../shared/contacts/topics.ts';
import { channels } from '../shared/messages/channels/registry.ts';
import type { Account } from '../shared/model/account.ts';
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
  for (const { key, id, name } of accounts)
    if ((config.contacts.accounts[id] ?? []).length > 0) checks.push(await checkTopic(key, name, read));
  return checks;
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
