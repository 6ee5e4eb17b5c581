import type { AwsSession, AwsSessions } from '../../shared/clouds/aws/session.ts';
import { accountKey, type Account } from '../../shared/model/account.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { CloudReader } from '../../shared/readers/contract.ts';
import { accountCheck } from '../account-check.ts';
import type { Connection, DoctorRequest } from '../contract.ts';
import { probeAccount } from '../probe-cloud.ts';
import type { Check } from '../report.ts';
import { memberRoleCommand, organisationCommands } from './next-step.ts';

export interface ManagementAccountDependencies {
  aws: AwsSessions;
  reader: CloudReader<AwsSession>;
  connection: Connection<AwsSession>;
}

const CHECK = { about: 'management account', subject: 'management account' } as const;

/**
 * StackSets deploy the role to every member account but not to the management account (CloudFormation user guide,
 * "StackSets concepts", service-managed permissions), so the role must be deployed there by hand.
 */
export async function checkManagementAccount(
  request: DoctorRequest,
  { aws, reader, connection }: ManagementAccountDependencies,
): Promise<Check[]> {
  const { config, identity } = request;
  let id: string;
  try {
    id = await managementAccountId(aws, config.organisation?.roleArn);
  } catch (error) {
    const says = sanitize(error instanceof Error ? `${error.name}: ${error.message}` : String(error), 600);
    return [{ ...CHECK, state: 'wrong', says }];
  }
  const rollOut = rollOutOf(id, identity.accountId);
  if (id === identity.accountId)
    return [{ ...CHECK, state: 'fine', says: `${id} is the account that runs SKC Watch` }, rollOut];
  const account: Account = {
    key: accountKey('aws', id),
    cloud: 'aws',
    id,
    name: id,
    path: [],
    status: 'active',
  };
  const probed = await probeAccount(account, request, reader, connection);
  const { sources, lacks } = accountCheck(probed, request, reader, connection);
  const { name } = config.memberRole;
  const [closed] = lacks.filter(({ permission }) => permission === connection.signIn);
  if (closed !== undefined)
    return [
      {
        ...CHECK,
        state: 'wrong',
        says: `${id} has no role ${name} that SKC Watch may assume: ${closed.because}`,
        nextStep: `StackSets skip this account. With its credentials: ${memberRoleCommand(identity.accountId)}`,
      },
      rollOut,
    ];
  const all = [...lacks, ...sources.flatMap((source) => source.lacks)];
  const [first] = all;
  if (first === undefined) return [{ ...CHECK, state: 'fine', says: `${id} has the role ${name}` }, rollOut];
  const permissions = [...new Set(all.map(({ permission }) => permission))].join(', ');
  return [
    { ...CHECK, state: 'wrong', says: `${id}: its role lacks ${permissions}`, nextStep: first.nextStep },
    rollOut,
  ];
}

function rollOutOf(id: string, collectorAccountId: string): Check {
  const commands = organisationCommands(collectorAccountId).map((command) => `  ${command}`);
  return {
    ...CHECK,
    subject: 'roll-out of the member role',
    state: 'unasked',
    says: 'trusted access and delegated administration let the StackSet create the role in every account',
    nextStep: `Once, with the credentials of the management account ${id}:\n${commands.join('\n')}`,
  };
}

async function managementAccountId(aws: AwsSessions, roleArn: string | undefined): Promise<string> {
  const { DescribeOrganizationCommand, OrganizationsClient } = await import('@aws-sdk/client-organizations');
  const session = roleArn === undefined ? await aws.own() : await aws.withRole(roleArn);
  const client = session.client(OrganizationsClient, aws.homeRegion);
  const { Organization } = await client.send(new DescribeOrganizationCommand({}));
  if (Organization?.MasterAccountId === undefined)
    throw new Error(
      'organizations:DescribeOrganization answered without a management account. Try again later.',
    );
  return Organization.MasterAccountId;
}
