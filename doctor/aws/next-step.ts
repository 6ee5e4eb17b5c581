import type { AwsIdentity } from '../../shared/clouds/aws/session.ts';
import type { Lack } from '../report.ts';

/** What a person does about something that cannot be called in an account. */
export interface MendContext {
  identity: AwsIdentity;
  accountId: string;
  memberRole: string;
}

/** The command that gives one account the member role, with that account's own credentials. */
export function memberRoleCommand(collectorAccountId: string): string {
  return (
    'aws cloudformation deploy --stack-name SkcWatchMember --template-file cdk.out/SkcWatchMember.template.json ' +
    `--parameter-overrides CollectorAccountId=${collectorAccountId} --capabilities CAPABILITY_NAMED_IAM`
  );
}

/** What lets the member role reach every account of an organisation by itself; run in its management account, once. */
export function organisationCommands(collectorAccountId: string): string[] {
  return [
    'aws cloudformation activate-organizations-access',
    'aws organizations enable-aws-service-access --service-principal member.org.stacksets.cloudformation.amazonaws.com',
    `aws organizations register-delegated-administrator --account-id ${collectorAccountId} ` +
      '--service-principal member.org.stacksets.cloudformation.amazonaws.com',
  ];
}

/** What is done about a call that failed, rather than was refused. */
export const NO_GRANT = 'Not a matter of permissions: see the message, and ask again later.';

/** What is done about somebody's will that something be denied. */
export function deniedMend(who: string, permission: string): string {
  return `${who} denies ${permission}: whoever keeps it must except the reader, or accept it under expectedUnreadable in skc.config.json.`;
}

/** What mends one lack, as a command or as whom to ask. */
export function mendOf(
  { permission, state, because }: Pick<Lack, 'permission' | 'state' | 'because'>,
  { identity, accountId, memberRole }: MendContext,
): string {
  if (state === 'failed') return NO_GRANT;
  if (state === 'denied') return deniedMend(denier(because), permission);
  const own = accountId === identity.accountId;
  if (own && isDeployed(identity)) return 'Deploy again: npm run deploy';
  if (own) return `Grant ${permission} to ${identity.arn}.`;
  if (permission === 'sts:AssumeRole')
    return `Give account ${accountId} the role ${memberRole}, with its credentials: ${memberRoleCommand(identity.accountId)}`;
  return `Bring the role ${memberRole} of account ${accountId} up to date, with its credentials: ${memberRoleCommand(identity.accountId)}`;
}

/** The functions' roles are named after the steps (`infra/names.ts`). */
function isDeployed({ arn }: AwsIdentity): boolean {
  return /:assumed-role\/skc-watch-/.test(arn);
}

/** AWS ends such messages with `with an explicit deny in a service control policy` (IAM user guide, access denied). */
function denier(because: string): string {
  const [, policy] = /explicit deny in an? ([\w -]+?policy|permissions boundary|[\w -]+)/.exec(because) ?? [];
  return policy === undefined ? 'A policy' : `A ${policy}`;
}
