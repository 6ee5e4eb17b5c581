import { accountKey } from '../../shared/model/account.ts';
import { checkAccount, lackOf, type AccountCheckDependencies } from './check-account.ts';
import { memberRoleCommand, organisationCommands } from './next-step.ts';
import type { Check } from '../report.ts';

/**
 * StackSets give every member the role and skip the management account (CloudFormation user guide, "StackSets concepts",
 * service-managed permissions): somebody has to give it by hand, and nothing else would tell.
 */
export async function checkManagementAccount(dependencies: AccountCheckDependencies): Promise<Check[]> {
  const { aws, config, identity } = dependencies;
  const check = { about: 'management account', subject: 'management account' } as const;
  const id = await managementAccountId(dependencies);
  const roles = organisationCommands(identity.accountId).map((command) => `  ${command}`);
  const rollOut: Check = {
    ...check,
    subject: 'roll-out of the member role',
    state: 'unasked',
    says: 'trusted access and delegated administration let the StackSet reach every account',
    mend: `Once, with the credentials of the management account ${id}:\n${roles.join('\n')}`,
  };
  if (id === identity.accountId)
    return [{ ...check, state: 'fine', says: `${id} is the account that reads` }, rollOut];
  try {
    await aws.of(id);
  } catch (error) {
    const context = { identity, accountId: id, memberRole: config.memberRole.name };
    const { because } = lackOf(error, 'sts:AssumeRole', undefined, context);
    return [
      {
        ...check,
        state: 'wrong',
        says: `${id} has no role ${config.memberRole.name} that lets us in: ${because}`,
        mend: `StackSets skip it. With its credentials: ${memberRoleCommand(identity.accountId)}`,
      },
      rollOut,
    ];
  }
  const account = {
    key: accountKey('aws', id),
    cloud: 'aws',
    id,
    name: id,
    path: [],
    status: 'active',
  } as const;
  const { sources, lacks } = await checkAccount({ ...account, path: [] }, dependencies);
  const short = [...lacks, ...sources.flatMap((source) => source.lacks)];
  if (short.length === 0)
    return [{ ...check, state: 'fine', says: `${id} has the role ${config.memberRole.name}` }, rollOut];
  const first = short[0];
  return [
    {
      ...check,
      state: 'wrong',
      says: `${id}: its role lacks ${[...new Set(short.map(({ permission }) => permission))].join(', ')}`,
      ...(first === undefined ? {} : { mend: first.mend }),
    },
    rollOut,
  ];
}

async function managementAccountId({ aws, config }: AccountCheckDependencies): Promise<string> {
  const { DescribeOrganizationCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
  const roleArn = config.organisation?.roleArn;
  const session = roleArn === undefined ? await aws.own() : await aws.withRole(roleArn);
  const client = session.client(OrganizationsClient, aws.homeRegion);
  const { Organization } = await client.send(new DescribeOrganizationCommand({}));
  if (Organization?.MasterAccountId === undefined)
    throw new Error('organizations:DescribeOrganization answered without a management account; ask again.');
  return Organization.MasterAccountId;
}
