import type { AwsSession } from '../../clouds/aws/session.ts';
import { distinctTokens } from '../../clouds/incomplete-answer.ts';

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
 * The tags of an account in the organisation that have a certain key. AWS tells keys apart by case, people do not: each
 * spelling is one. The session must be of the management account or of a delegated administrator (Organizations API
 * reference, ListTagsForResource).
 */
export async function accountTags(
  session: AwsSession,
  region: string,
  accountId: string,
  key: string,
): Promise<{ key: string; value: string }[]> {
  const { ListTagsForResourceCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
  const client = session.client(OrganizationsClient, region);
  const found: { key: string; value: string }[] = [];
  const refuseRepeated = distinctTokens('organizations:ListTagsForResource');
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListTagsForResourceCommand({ ResourceId: accountId, NextToken }));
    for (const { Key, Value } of page.Tags ?? [])
      if (Key?.toLowerCase() === key.toLowerCase()) found.push({ key: Key, value: Value ?? '' });
    NextToken = page.NextToken;
    refuseRepeated(NextToken);
  } while (NextToken !== undefined);
  return found;
}
