import type { AwsSession } from '../../clouds/aws/session.ts';

/**
 * The SECURITY alternate contact of the session's own account. Undefined if none is set: AWS then returns
 * ResourceNotFoundException (Account Management API reference, GetAlternateContact).
 */
export async function securityContact(
  session: AwsSession,
  region: string,
): Promise<{ address: string; name?: string | undefined } | undefined> {
  const { AccountClient, GetAlternateContactCommand } = await import('@aws-sdk/client-account');
  try {
    const asking = new GetAlternateContactCommand({ AlternateContactType: 'SECURITY' });
    const { AlternateContact } = await session.client(AccountClient, region).send(asking);
    const { EmailAddress: address, Name: name } = AlternateContact ?? {};
    return address === undefined ? undefined : { address, name };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/**
 * The value of one tag of an account in the organisation. The session must be of the management account or of a
 * delegated administrator (Organizations API reference, ListTagsForResource).
 */
export async function accountTag(
  session: AwsSession,
  region: string,
  accountId: string,
  key: string,
): Promise<string | undefined> {
  const { ListTagsForResourceCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
  const client = session.client(OrganizationsClient, region);
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListTagsForResourceCommand({ ResourceId: accountId, NextToken }));
    const tag = page.Tags?.find(({ Key }) => Key === key);
    if (tag !== undefined) return tag.Value;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return undefined;
}
