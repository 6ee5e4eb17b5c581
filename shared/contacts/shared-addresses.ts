import { shortKey } from '../inventory/keys.ts';
import type { AccountKey } from '../model/account.ts';
import type { SharedAudience } from '../model/audience.ts';
import type { Contact } from '../model/contact.ts';
import { addressKey } from './topics.ts';

/** An address that answers for several accounts: one subscription, and one message a run. */
export interface SharedAddress {
  audience: SharedAudience;
  contact: Contact;
  /** In the order given. */
  accounts: AccountKey[];
}

/** What is known of one active account's contacts. */
export interface AccountContacts {
  account: AccountKey;
  contacts: readonly Contact[];
  /** Addresses on the account's own topics, confirmed or pending. */
  subscribed: readonly string[];
}

/**
 * The addresses that answer for several accounts and therefore get an audience of their own, and the accounts that
 * each receives through it.
 *
 * An address that is on an account's own topic stays there for that account, since nobody has to confirm again
 * unasked. One that has a shared audience already keeps it, even if one account is left.
 *
 * @param standing Shared audiences that exist.
 */
export function sharedAddresses(
  accounts: readonly AccountContacts[],
  standing: ReadonlySet<SharedAudience>,
): SharedAddress[] {
  const shared = new Map<string, SharedAddress & { answersFor: number }>();
  for (const { account, contacts, subscribed } of accounts) {
    const own = new Set(subscribed.map(addressKey));
    // An account that names an address twice counts once.
    const named = new Map(contacts.map((contact) => [addressKey(contact.address), contact]));
    for (const [key, contact] of named) {
      const known = shared.get(key) ?? {
        audience: sharedAudienceOf(contact.address),
        contact,
        accounts: [],
        answersFor: 0,
      };
      known.answersFor += 1;
      if (!own.has(key)) known.accounts.push(account);
      shared.set(key, known);
    }
  }
  return [...shared.values()]
    .filter(({ audience, answersFor, accounts: through }) => {
      const several = answersFor > 1 || standing.has(audience);
      return several && through.length > 0;
    })
    .map(({ answersFor: _answersFor, ...address }) => address);
}

/** The audience of an address: e-mail addresses are the same whatever their case. */
export function sharedAudienceOf(address: string): SharedAudience {
  return `contact#${shortKey(addressKey(address))}`;
}
