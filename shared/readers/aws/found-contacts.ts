import { accountTag, securityContact } from './contacts.ts';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSessions } from '../../clouds/aws/session.ts';
import type { Config } from '../../config/schema.ts';
import type { Account } from '../../model/account.ts';
import type { FoundContact } from '../../model/contact.ts';
import type { PlannedAccount } from '../../model/run.ts';

/** The account tag with a contact's address. */
export const CONTACT_TAG = 'SecurityContact';

type Found = NonNullable<PlannedAccount['found']>;

/**
 * The contacts that AWS has on record for an account: its SECURITY alternate contact and, in an organisation, its tag
 * `SecurityContact`. Also returns the problems with reading them.
 */
export async function foundContacts(
  account: Pick<Account, 'id'>,
  { config, aws }: { config: Config; aws: AwsSessions },
): Promise<Found> {
  const found: Found = { contacts: [], problems: [] };
  const look = async (operation: string, ask: () => Promise<FoundContact | undefined>) => {
    try {
      const contact = await ask();
      if (contact !== undefined) found.contacts.push(contact);
    } catch (error) {
      found.problems.push(awsFailure(error, operation).problem);
    }
  };
  await look('account:GetAlternateContact', async () => {
    const contact = await securityContact(await aws.of(account.id), aws.homeRegion);
    if (contact === undefined || !isMail(contact.address)) return undefined;
    return { kind: 'inbox', ...contact, source: 'aws-alternate-contact' };
  });
  if (config.organisation === undefined) return found;
  const { roleArn } = config.organisation;
  await look('organizations:ListTagsForResource', async () => {
    const session = roleArn === undefined ? await aws.own() : await aws.withRole(roleArn);
    const address = (await accountTag(session, aws.homeRegion, account.id, CONTACT_TAG))?.trim();
    if (address === undefined || !isMail(address)) return undefined;
    return { kind: 'inbox', address, source: 'aws-account-tag' };
  });
  return found;
}

/** A tag is free text, so only valid e-mail addresses are used. */
function isMail(address: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address);
}
