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
  if (named.length > 0) return named.map((contact) => ({ ...contact, source: FROM_CONFIG }));
  return (found?.contacts ?? []).filter(({ source }) =>
    config.contacts.adopt.some((adopted) => adopted === source),
  );
}
