import { CloudFormationClient, ListStackSetOperationsCommand } from '@aws-sdk/client-cloudformation';
import { organisationCommands, memberRoleCommand } from '../../doctor/aws/next-step.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { AwsIdentity } from '../../shared/clouds/aws/session.ts';
import type { Config } from '../../shared/config/schema.ts';
import { shownAddress } from '../../shared/contacts/shown-address.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { openDeployed } from '../remote/open-deployed.ts';
import type { DeployedStack } from '../remote/stack.ts';
import type { Terminal } from '../screen/terminal.ts';

/** The StackSet of the member role (`infra/constructs/members.ts`). */
const STACK_SET = 'skc-watch-member';

interface Deployed {
  stack: DeployedStack;
  config: Config;
  identity: AwsIdentity;
}

/** What a person does after a deployment, as text. */
export async function nextSteps(deployed: Deployed, colours: Terminal['colours']): Promise<string> {
  const { stack, config } = deployed;
  const { outputs } = stack;
  const lines = [
    '',
    colours.bold(`Deployed: ${stack.name} in ${stack.region}`),
    `  topic    ${outputs.OrganisationTopicArn}`,
    `  table    ${outputs.TableName}`,
    `  bucket   ${outputs.BucketName}`,
    `  reports  ${outputs.ReportUrl}`,
    ...[outputs.CollectRoleArn, outputs.FederationRoleArn].flatMap((arn) =>
      arn === undefined ? [] : [`  reads as ${arn}`],
    ),
    '',
    colours.bold('What to do next'),
    ...(await confirmations(deployed)),
    ...members(deployed),
    ...(await progress(deployed)),
    ...channels(config),
    ...otherClouds(config),
    `- See that all is granted:      npx skc --stack ${stack.name} doctor`,
    `- The first run started with the first deployment; another: npx skc run --remote`,
    `- What it found:                npx skc --stack ${stack.name} findings`,
    '',
  ];
  return lines.join('\n');
}

async function confirmations({ stack, config }: Deployed): Promise<string[]> {
  const opened = openDeployed(stack, config);
  try {
    const reach = await opened.reach?.('organisation');
    const pending = (reach?.pending ?? []).map(shownAddress);
    const confirmed = (reach?.confirmed ?? []).length;
    if (pending.length > 0)
      return [`- Confirm the mail from AWS Notifications, within two days: ${pending.join(', ')}`];
    if (confirmed > 0) return [`- The organisation topic is heard by ${confirmed}.`];
    if (config.contacts.organisation.length > 0)
      return [
        '- Watch the inboxes of contacts.organisation: the first run asks them to confirm, within two days.',
      ];
    return [
      '- NOBODY HEARS of anything yet: add a contact under contacts.organisation in skc.config.json, and deploy again.',
    ];
  } finally {
    await opened.close();
  }
}

function members({ config, identity }: Deployed): string[] {
  const command = memberRoleCommand(identity.accountId);
  if (config.organisation?.stackSet === undefined)
    return config.organisation === undefined && config.accounts.length === 0
      ? []
      : ['- Give each account that is read the member role, with its own credentials:', `    ${command}`];
  return [
    '- The StackSet gives each member the role; it skips the management account, with whose credentials:',
    `    ${command}`,
    '  and, if it was never done there:',
    ...organisationCommands(identity.accountId).map((each) => `    ${each}`),
  ];
}

async function progress({ config, stack }: Deployed): Promise<string[]> {
  if (config.organisation?.stackSet === undefined) return [];
  const client = new CloudFormationClient(clientConfig(stack.region));
  try {
    const { Summaries } = await client.send(
      new ListStackSetOperationsCommand({
        StackSetName: STACK_SET,
        CallAs: 'DELEGATED_ADMIN',
        MaxResults: 1,
      }),
    );
    const last = Summaries?.[0];
    return [
      `- Roll-out to the members: ${last?.Action ?? 'none'} ${last?.Status ?? ''}; each account:`,
      `    aws cloudformation list-stack-instances --stack-set-name ${STACK_SET} --call-as DELEGATED_ADMIN --region ${stack.region}`,
    ];
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [`- The roll-out to the members could not be looked at (${sanitize(why, 200)}).`];
  } finally {
    client.destroy();
  }
}

/** A cloud that is named in the configuration is connected already: a deployment asks for that first. */
function otherClouds(config: Config): string[] {
  return (['azure', 'gcp'] as const).flatMap((cloud) =>
    config[cloud] === undefined
      ? [`- To read ${CLOUD_TITLES[cloud]} as well:  npx skc connect ${cloud}`]
      : [],
  );
}

const CLOUD_TITLES = { azure: 'Azure', gcp: 'Google Cloud' } as const;

function channels({ alerts }: Config): string[] {
  const wanted = [
    ...(alerts.slack.length > 0 ? ['Slack'] : []),
    ...(alerts.teams.length > 0 ? ['Teams'] : []),
  ];
  if (wanted.length === 0) return [];
  return [
    `- ${wanted.join(' and ')}: authorise the workspace once, in the console of Amazon Q Developer in chat applications; no API does that.`,
  ];
}
