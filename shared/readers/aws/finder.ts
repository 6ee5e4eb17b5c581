import type { Config } from '../../config/schema.ts';
import { accountKey, type Account, type AccountKey } from '../../model/account.ts';
import type { Problem } from '../../model/target.ts';
import type { Source } from '../../sources/contract.ts';
import type { PlannedTarget } from '../../model/target.ts';
import type { CloudFinder } from '../contract.ts';
import { foundContacts } from './found-contacts.ts';
import { enabledRegions, organisationAccounts } from './organisation.ts';
import { awsFailure } from '../../clouds/aws/problem.ts';
import type { AwsSessions } from '../../clouds/aws/session.ts';

/** What planning needs to know about a source, without the code that reads it. */
export type AwsScope = Pick<Source<never>, 'type' | 'scope'>;

export interface AwsFinding {
  config: Config;
  aws: AwsSessions;
  scopes: readonly AwsScope[];
}

/** Finds AWS accounts (the organisation's or the configured ones), their enabled regions and what to read in them. */
export function awsFinder(finding: AwsFinding): CloudFinder {
  const inOrganisation = finding.config.organisation !== undefined;
  return {
    cloud: 'aws',
    accounts: async () => ({
      accounts: await awsAccounts(finding),
      missing: inOrganisation ? 'left' : 'not-asked-for',
    }),
    wants: () => true,
    targets: (account, before) => awsTargets(account, before, finding),
    contacts: (account) => foundContacts(account, finding),
    failure: awsFailure,
    listing: inOrganisation
      ? {
          operation: 'organizations:ListAccounts',
          remedy:
            'Use credentials of the management account or a delegated administrator, or set organisation.roleArn to a role there.',
        }
      : {
          operation: 'sts:GetCallerIdentity',
          remedy:
            'Sign in to AWS first (AWS_PROFILE, `aws sso login` or AWS_ACCESS_KEY_ID), or list accounts in skc.config.json.',
        },
  };
}

/** All accounts of the organisation and those named in the configuration; without either, the caller's account. */
async function awsAccounts({ config, aws }: AwsFinding): Promise<Account[]> {
  const accounts = new Map<AccountKey, Account>();
  if (config.organisation !== undefined) {
    const { roleArn } = config.organisation;
    const session = roleArn === undefined ? await aws.own() : await aws.withRole(roleArn);
    const byUnit = config.include.organisationalUnits.length + config.exclude.organisationalUnits.length > 0;
    for (const account of await organisationAccounts(session, aws.homeRegion, byUnit))
      accounts.set(account.key, account);
  }
  for (const { cloud, id, name } of config.accounts) {
    if (cloud !== 'aws') continue;
    const key = accountKey(cloud, id);
    const listed = accounts.get(key);
    accounts.set(key, listed ?? { key, cloud, id, name: name ?? id, path: [], status: 'active' });
  }
  if (accounts.size === 0 && config.accounts.length === 0) {
    const { accountId } = await aws.identity();
    const key = accountKey('aws', accountId);
    accounts.set(key, { key, cloud: 'aws', id: accountId, name: accountId, path: [], status: 'active' });
  }
  return [...accounts.values()];
}

async function awsTargets(
  account: Account,
  before: readonly PlannedTarget[],
  finding: AwsFinding,
): Promise<{ targets: PlannedTarget[]; problems: Problem[] }> {
  const { regions, problems } = await regionsOf(account, before, finding);
  const targets = finding.scopes.flatMap(({ type, scope }) =>
    scope === 'global'
      ? [{ location: 'global', source: type }]
      : regions.map((location) => ({ location, source: type })),
  );
  return { targets, problems };
}

async function regionsOf(
  account: Account,
  before: readonly PlannedTarget[],
  { config, aws }: AwsFinding,
): Promise<{ regions: string[]; problems: Problem[] }> {
  const { include, exclude } = config;
  const wanted = (regions: readonly string[]) =>
    regions.filter((region) => !exclude.regions.includes(region));
  if (include.regions.length > 0) return { regions: wanted(include.regions), problems: [] };
  try {
    return { regions: wanted(await enabledRegions(aws, await aws.of(account.id))), problems: [] };
  } catch (error) {
    // Its regions are unknown. The regions read before, or the home region, are planned anyway, so that their scans
    // record that the account is unreadable.
    const known = before.map(({ location }) => location).filter((location) => location !== 'global');
    const regions = known.length > 0 ? [...new Set(known)] : [aws.homeRegion];
    return { regions: wanted(regions), problems: [awsFailure(error, 'account:ListRegions').problem] };
  }
}
