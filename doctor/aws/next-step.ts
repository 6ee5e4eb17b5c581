import { NO_ANSWER, NO_ANSWER_STEP } from '../../shared/clouds/no-answer.ts';
import type { AwsIdentity } from '../../shared/clouds/aws/session.ts';
import type { Account } from '../../shared/model/account.ts';
import { isNewPermission } from '../../shared/sources/earlier-permissions.ts';
import type { DoctorRequest, Trouble } from '../contract.ts';
import { askToExempt, NOT_A_PERMISSION } from '../step-result.ts';

/** The command that deploys the member role to one account, run with that account's credentials. */
export function memberRoleCommand(collectorAccountId: string): string {
  return (
    'aws cloudformation deploy --stack-name SkcWatchMember --template-file cdk.out/SkcWatchMember.template.json ' +
    `--parameter-overrides CollectorAccountId=${collectorAccountId} --capabilities CAPABILITY_NAMED_IAM`
  );
}

/** The commands that let the StackSet deploy the member role everywhere; run once, in the management account. */
export function organisationCommands(collectorAccountId: string): string[] {
  return [
    'aws cloudformation activate-organizations-access',
    'aws organizations enable-aws-service-access --service-principal member.org.stacksets.cloudformation.amazonaws.com',
    `aws organizations register-delegated-administrator --account-id ${collectorAccountId} ` +
      '--service-principal member.org.stacksets.cloudformation.amazonaws.com',
  ];
}

/** The next step for one problem of an account. */
export function awsNextStep(
  { problem, state }: Pick<Trouble, 'problem' | 'state'>,
  { id }: Pick<Account, 'id'>,
  _all: readonly Trouble[],
  {
    identity,
    config,
  }: Pick<DoctorRequest, 'identity'> & { config: Pick<DoctorRequest['config'], 'memberRole'> },
): string {
  const permission = problem.missingPermission ?? problem.operation;
  const { message } = problem;
  if (problem.code === NO_ANSWER) return NO_ANSWER_STEP;
  if (state === 'failed') return NOT_A_PERMISSION;
  const own = id === identity.accountId;
  const role = config.memberRole.name;
  const updateRole = `${permission !== 'sts:AssumeRole' && isNewPermission('aws', permission) ? `${permission} is new in this release. ` : ''}Update the role ${role} in account ${id}, with its credentials: ${memberRoleCommand(identity.accountId)}`;
  // The role's permissions boundary denies whatever an earlier release did not need.
  if (state === 'denied' && !own && /permissions boundary/.test(message)) return updateRole;
  if (state === 'denied') return askToExempt(denierIn(message), permission);
  // IAM allows the call and the resource's policy does not (IAM user guide, "Access denied error messages").
  if (/no resource-based policy allows/.test(message))
    return `Allow ${permission} for ${own ? identity.arn : `the role ${role}`} in the policy of that resource, or add the target to expectedUnreadable in skc.config.json.`;
  if (own && isDeployed(identity)) return 'Deploy again: npm run deploy';
  if (own && /explicit deny in an identity-based policy/.test(message))
    return `Remove the deny of ${permission} from the policies of ${identity.arn}.`;
  if (own) return `Grant ${permission} to ${identity.arn}.`;
  if (permission !== 'sts:AssumeRole') return updateRole;
  return `Create the role ${role} in account ${id}, with its credentials: ${memberRoleCommand(identity.accountId)}`;
}

/** The functions' roles are named after the steps (`infra/names.ts`). */
function isDeployed({ arn }: AwsIdentity): boolean {
  return /:assumed-role\/skc-watch-/.test(arn);
}

/** Such messages end with `with an explicit deny in a service control policy` (IAM user guide, access denied). */
function denierIn(message: string): string {
  const [, policy] = /explicit deny in an? ([\w -]+?policy|permissions boundary|[\w -]+)/.exec(message) ?? [];
  return policy === undefined ? 'A policy' : `A ${policy}`;
}
