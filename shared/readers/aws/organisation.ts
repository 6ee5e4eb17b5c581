import type { Account as AwsAccount, OrganizationsClient } from '@aws-sdk/client-organizations';
import { accountKey, type Account } from '../../model/account.ts';
import { distinctTokens, IncompleteListing } from '../../clouds/incomplete-answer.ts';
import type { AwsSession, AwsSessions } from '../../clouds/aws/session.ts';

/** Permissions needed to find accounts and regions. */
export const PLAN_PERMISSIONS = [
  'organizations:ListAccounts',
  'organizations:ListParents',
  'organizations:DescribeOrganizationalUnit',
  'organizations:ListTagsForResource',
  'account:ListRegions',
  'account:GetAlternateContact',
] as const;

/** Those of them that are used in a member account, with its role. */
export const MEMBER_PLAN_PERMISSIONS = ['account:GetAlternateContact', 'account:ListRegions'] as const;

/**
 * All accounts of the organisation. ListAccounts returns at most 20 per page and may return empty pages with a token
 * (Organizations API reference).
 */
export async function organisationAccounts(
  session: AwsSession,
  region: string,
  withPaths: boolean,
): Promise<Account[]> {
  const { OrganizationsClient, paginateListAccounts } = await import('@aws-sdk/client-organizations');
  const client = session.client(OrganizationsClient, region);
  const paths = new Map<string, string[]>();
  const accounts: Account[] = [];
  const refuseRepeated = distinctTokens('organizations:ListAccounts');
  for await (const page of paginateListAccounts({ client }, {})) {
    if (page.Accounts === undefined)
      throw new IncompleteListing('organizations:ListAccounts answered without its list. Run again later.');
    for (const account of page.Accounts) {
      if (account.Id === undefined) continue;
      accounts.push({
        key: accountKey('aws', account.Id),
        cloud: 'aws',
        id: account.Id,
        name: account.Name ?? account.Id,
        path: withPaths ? await pathOf(client, account.Id, paths) : [],
        status: isActive(account) ? 'active' : 'retired',
      });
    }
    refuseRepeated(page.NextToken);
  }
  return accounts;
}

/** `Status` is being replaced by `State` (announced for September 2026); either may be missing. */
function isActive(account: AwsAccount): boolean {
  return (account.State ?? account.Status ?? 'ACTIVE') === 'ACTIVE';
}

/** Ids and names of the organisational units above an account or unit, outermost first. */
async function pathOf(
  client: OrganizationsClient,
  child: string,
  known: Map<string, string[]>,
): Promise<string[]> {
  const { DescribeOrganizationalUnitCommand, ListParentsCommand } =
    await import('@aws-sdk/client-organizations');
  const { Parents } = await client.send(new ListParentsCommand({ ChildId: child }));
  const parent = Parents?.[0];
  if (parent?.Id === undefined || parent.Type !== 'ORGANIZATIONAL_UNIT') return [];
  const existing = known.get(parent.Id);
  if (existing !== undefined) return existing;
  const above = await pathOf(client, parent.Id, known);
  const { OrganizationalUnit } = await client.send(
    new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: parent.Id }),
  );
  const path = [...above, parent.Id, OrganizationalUnit?.Name ?? parent.Id];
  known.set(parent.Id, path);
  return path;
}

/** The regions that are enabled in the session's account. */
export async function enabledRegions(sessions: AwsSessions, session: AwsSession): Promise<string[]> {
  const { AccountClient, paginateListRegions } = await import('@aws-sdk/client-account');
  const client = session.client(AccountClient, sessions.homeRegion);
  const regions: string[] = [];
  const pages = paginateListRegions(
    { client },
    { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] },
  );
  const refuseRepeated = distinctTokens('account:ListRegions');
  for await (const page of pages) {
    if (page.Regions === undefined)
      throw new IncompleteListing('account:ListRegions answered without its list. Run again later.');
    for (const region of page.Regions) if (region.RegionName !== undefined) regions.push(region.RegionName);
    refuseRepeated(page.NextToken);
  }
  return regions.toSorted();
}
