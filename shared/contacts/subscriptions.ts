import type { SNSClient } from '@aws-sdk/client-sns';
import type { Config } from '../config/schema.ts';
import { addressKey, ensureTopic, topicArnOf, type EnsuredTopic, type TopicHome } from './topics.ts';
import { NotUnsubscribed, unsubscribe } from './unsubscribe.ts';
import { isAccountKey } from '../model/account.ts';
import type { Inventory } from '../inventory/contract.ts';
import { FOUND_IN, type Contact } from '../model/contact.ts';
import type { Audience } from '../model/audience.ts';
import type { Instant } from '../model/instant.ts';

export interface ReachDependencies {
  inventory: Inventory;
  config: Config;
  sns: SNSClient;
  home: TopicHome;
}

/** An address that SNS did not take, or did not let go of; the others are told all the same. */
export interface Refused {
  address: string;
  error: Error;
}

const FROM_CONFIG = 'config';
/** What a run brought into the table, and may take away again. */
const OURS: readonly string[] = [FROM_CONFIG, ...FOUND_IN];

/**
 * Brings the contacts of an audience from config into the table and subscribes those that the table holds.
 * Only what a run brought may a run take away again: it is unsubscribed. A person's own subscription is left alone.
 */
export async function ensureReach(
  audience: Audience,
  now: Instant,
  dependencies: ReachDependencies,
): Promise<{ contacts: Contact[]; topic: EnsuredTopic | undefined; refused: Refused[] }> {
  const { config, sns, home } = dependencies;
  const { contacts, refused } = await seedContacts(audience, now, dependencies);
  const topic = await ensureTopic(sns, {
    home,
    prefix: config.alerts.topicPrefix,
    audience,
    contacts,
    tags: { application: 'skc-watch' },
  });
  return { contacts, topic, refused: [...refused, ...(topic?.refused ?? [])] };
}

async function seedContacts(
  audience: Audience,
  now: Instant,
  { config, inventory, sns, home }: ReachDependencies,
): Promise<{ contacts: Contact[]; refused: Refused[] }> {
  const wanted = await wantedContacts(audience, config, inventory);
  const stored = await inventory.contacts(audience);
  const kept: Contact[] = [];
  const refused: Refused[] = [];
  for (const contact of stored) {
    if (!OURS.includes(contact.source) || wanted.some((each) => isSame(each, contact))) {
      kept.push(contact);
      continue;
    }
    try {
      // First of all unsubscribed: a contact that the table has forgotten would be told for ever.
      await unsubscribe(sns, topicArnOf(home, config.alerts.topicPrefix, audience), contact.address);
      await inventory.removeContact(audience, contact.address);
    } catch (error) {
      if (!(error instanceof NotUnsubscribed)) throw error;
      refused.push({ address: contact.address, error });
      kept.push(contact);
    }
  }
  for (const each of wanted) {
    if (kept.some((contact) => isSame(contact, each))) continue;
    const contact: Contact = { ...each, since: now };
    await inventory.seedContact(audience, contact);
    kept.push(contact);
  }
  return { contacts: kept, refused };
}

/** Those of config; where it names nobody for an account, those that were found and that it adopts. */
async function wantedContacts(
  audience: Audience,
  config: Config,
  inventory: Inventory,
): Promise<Omit<Contact, 'since'>[]> {
  const id = audience.replace(/^\w+#/, '');
  const named =
    audience === 'organisation' ? config.contacts.organisation : (config.contacts.accounts[id] ?? []);
  if (named.length > 0 || !isAccountKey(audience) || config.contacts.adopt.length === 0)
    return named.map((contact) => ({ ...contact, source: FROM_CONFIG }));
  const found = (await inventory.account(audience))?.found?.contacts ?? [];
  return found.filter(({ source }) => config.contacts.adopt.some((adopted) => adopted === source));
}

function isSame(a: Pick<Contact, 'address'>, b: Pick<Contact, 'address'>): boolean {
  return addressKey(a.address) === addressKey(b.address);
}
