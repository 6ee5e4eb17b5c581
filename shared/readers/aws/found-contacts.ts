import { accountTags, securityContact } from './contacts.ts';
import { addressesIn, type Addresses } from './mail-addresses.ts';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSessions } from '../../clouds/aws/session.ts';
import type { Config } from '../../config/schema.ts';
import type { Account } from '../../model/account.ts';
import type { FoundContact } from '../../model/contact.ts';
import type { PlannedAccount } from '../../model/run.ts';
import { sanitize } from '../../model/sanitize.ts';
import type { Problem } from '../../model/target.ts';

/** The account tag with the addresses of contacts, in any letter case. */
export const CONTACT_TAG = 'SecurityContact';

type Found = NonNullable<PlannedAccount['found']>;

/**
 * The contacts that AWS has on record for an account: its SECURITY alternate contact and, in an organisation, its tag
 * `SecurityContact`, each with any number of addresses. Also returns what could not be read, and what is no address.
 */
export async function foundContacts(
  account: Pick<Account, 'id'>,
  { config, aws }: { config: Config; aws: AwsSessions },
): Promise<Found> {
  const found: Found = { contacts: [], problems: [] };
  const look = async (operation: string, ask: () => Promise<void>) => {
    try {
      await ask();
    } catch (error) {
      found.problems.push(awsFailure(error, operation).problem);
    }
  };
  const add = (operation: string, where: string, { addresses, rest }: Addresses, facts: FactsOfContact) => {
    found.contacts.push(...addresses.map((address) => ({ kind: 'inbox' as const, address, ...facts })));
    if (rest.length > 0 || addresses.length === 0) found.problems.push(notAddresses(operation, where, rest));
  };
  await look(ALTERNATE_CONTACT, async () => {
    const contact = await securityContact(await aws.of(account.id), aws.homeRegion);
    if (contact === undefined) return;
    const { address, name } = contact;
    const where = `The SECURITY alternate contact of account ${account.id}`;
    add(ALTERNATE_CONTACT, where, addressesIn(address), { name, source: 'aws-alternate-contact' });
  });
  if (config.organisation === undefined) return found;
  const { roleArn } = config.organisation;
  await look(ACCOUNT_TAGS, async () => {
    const session = roleArn === undefined ? await aws.own() : await aws.withRole(roleArn);
    for (const { key, value } of await accountTags(session, aws.homeRegion, account.id, CONTACT_TAG))
      add(ACCOUNT_TAGS, `The tag ${sanitize(key, 60)} of account ${account.id}`, addressesIn(value), {
        source: 'aws-account-tag',
      });
  });
  return { ...found, contacts: uniqueBy(found.contacts) };
}

const ALTERNATE_CONTACT = 'account:GetAlternateContact';
const ACCOUNT_TAGS = 'organizations:ListTagsForResource';

type FactsOfContact = Pick<FoundContact, 'name' | 'source'>;

/** One address in two tags that differ by case is one contact. */
function uniqueBy(contacts: readonly FoundContact[]): FoundContact[] {
  const seen = new Set<string>();
  return contacts.filter(({ address, source }) => {
    const key = `${source} ${address}`;
    return seen.size < seen.add(key).size;
  });
}

/** What was written where an address is expected, so that whoever wrote it sees why nothing arrives. */
function notAddresses(operation: string, where: string, rest: readonly string[]): Problem {
  const held = rest.length === 0 ? 'nothing' : rest.map((each) => `"${sanitize(each, 60)}"`).join(', ');
  return {
    operation,
    code: 'NotAnAddress',
    kind: 'malformed',
    message: `${where} holds ${held}, which is no e-mail address: nobody is subscribed for it.`,
  };
}
