import type { Config } from '../config/schema.ts';
import type { InventoriedAccount } from '../inventory/contract.ts';
import type { Contact } from '../model/contact.ts';

/** The `source` of a contact from the configuration. */
export const FROM_CONFIG = 'config';

/** The contacts that an account should have: the configured ones, or the found ones that the configuration adopts. */
export function accountContacts(
  { id, found }: Pick<InventoriedAccount, 'id' | 'found'>,
  config: Config,
): Omit<Contact, 'since'>[] {
  const named = config.contacts.accounts[id] ?? [];
  if (named.length > 0) return configuredContacts(named);
  return (found?.contacts ?? []).filter(({ source }) =>
    config.contacts.adopt.some((adopted) => adopted === source),
  );
}

/** Contacts as the table keeps them: the time zone stays in the configuration, where messages read it. */
export function configuredContacts(contacts: Config['contacts']['organisation']): Omit<Contact, 'since'>[] {
  return contacts.map(({ timeZone: _timeZone, ...contact }) => ({ ...contact, source: FROM_CONFIG }));
}
