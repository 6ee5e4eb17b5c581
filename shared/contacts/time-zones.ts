import type { Config } from '../config/schema.ts';
import type { Contact } from '../model/contact.ts';
import { addressKey } from './topics.ts';

/** One text goes to all contacts of an audience: it has room for the hours of so many zones. */
const MOST = 3;

/** The time zones that the configuration gives to contacts, each once, in the order of the contacts. */
export function timeZonesOf(
  contacts: readonly Pick<Contact, 'address'>[],
  { contacts: configured }: Pick<Config, 'contacts'>,
): string[] {
  const all = [...configured.organisation, ...Object.values(configured.accounts).flat()];
  const zones = contacts.flatMap(({ address }) =>
    all.filter((each) => addressKey(each.address) === addressKey(address)).map(({ timeZone }) => timeZone),
  );
  return [...new Set(zones.filter((zone) => zone !== undefined))].slice(0, MOST);
}
