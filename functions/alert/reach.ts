import type { SNSClient } from '@aws-sdk/client-sns';
import type { Config } from '../../shared/config/schema.ts';
import { ensureTopic, type EnsuredTopic, type TopicHome } from '../../shared/contacts/topics.ts';
import type { Inventory } from '../../shared/inventory/contract.ts';
import type { Contact } from '../../shared/model/contact.ts';
import type { Audience } from '../../shared/model/digest.ts';
import type { Instant } from '../../shared/model/instant.ts';

export interface ReachDependencies {
  inventory: Inventory;
  config: Config;
  sns: SNSClient;
  home: TopicHome;
}

const FROM_CONFIG = 'config';

/**
 * Brings the contacts of an audience from config into the table and subscribes those that the table holds.
 * Only what config brought may config take away again; a person's own subscription is left alone.
 */
export async function ensureReach(
  audience: Audience,
  now: Instant,
  { inventory, config, sns, home }: ReachDependencies,
): Promise<{ contacts: Contact[]; topic: EnsuredTopic | undefined }> {
  const contacts = await seedContacts(audience, now, config, inventory);
  const topic = await ensureTopic(sns, {
    home,
    prefix: config.alerts.topicPrefix,
    audience,
    contacts,
    tags: { application: 'skc-watch' },
  });
  return { contacts, topic };
}

async function seedContacts(
  audience: Audience,
  now: Instant,
  config: Config,
  inventory: Inventory,
): Promise<Contact[]> {
  const id = audience.replace(/^\w+#/, '');
  const wanted =
    audience === 'organisation' ? config.contacts.organisation : (config.contacts.accounts[id] ?? []);
  const stored = await inventory.contacts(audience);
  const kept: Contact[] = [];
  for (const contact of stored) {
    const named = wanted.some((each) => each.address === contact.address);
    if (contact.source !== FROM_CONFIG || named) kept.push(contact);
    else await inventory.removeContact(audience, contact.address);
  }
  for (const each of wanted) {
    if (kept.some((contact) => contact.address === each.address)) continue;
    const contact: Contact = { ...each, source: FROM_CONFIG, since: now };
    await inventory.seedContact(audience, contact);
    kept.push(contact);
  }
  return kept;
}
