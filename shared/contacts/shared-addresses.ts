import type { Config } from '../config/schema.ts';
import type { InventoriedAccount } from '../inventory/contract.ts';
import type { StoredSharedAddress } from '../inventory/entities/shared-address.ts';
import { shortKey } from '../inventory/keys.ts';
import type { SharedAudience } from '../model/audience.ts';
import type { Contact } from '../model/contact.ts';
import type { Instant } from '../model/instant.ts';
import { addressKey } from './topics.ts';
import { accountContacts } from './wanted-contacts.ts';

/**
 * The addresses that several accounts name: each gets one subscription and one message a run. An address that was
 * shared before stays shared while at least one account names it, so that it does not have to confirm again.
 *
 * If accounts name an address with different channels, the first account's channel is used.
 *
 * @param accounts Accounts that get messages.
 * @param before Shared addresses stored in the table.
 */
export function sharedAddresses(
  accounts: readonly Pick<InventoriedAccount, 'id' | 'found'>[],
  config: Config,
  before: readonly StoredSharedAddress[],
  now: Instant,
): StoredSharedAddress[] {
  const named = new Map<SharedAudience, { contact: Omit<Contact, 'since'>; accounts: number }>();
  for (const account of accounts) {
    // An account that names an address twice counts once.
    const own = new Map(
      accountContacts(account, config).map((each) => [sharedAudienceOf(each.address), each]),
    );
    for (const [audience, contact] of own) {
      const known = named.get(audience) ?? { contact, accounts: 0 };
      named.set(audience, { ...known, accounts: known.accounts + 1 });
    }
  }
  const shared = new Set(before.map(({ audience }) => audience));
  return [...named]
    .filter(([audience, { accounts: count }]) => count > 1 || shared.has(audience))
    .map(([audience, { contact }]) => ({ ...contact, audience, since: now }));
}

/** The audience of an address. E-mail addresses are compared without case. */
export function sharedAudienceOf(address: string): SharedAudience {
  return `contact#${shortKey(addressKey(address))}`;
}
