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

/** The steps that follow a deployment, as text. */
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
    ...watchdog(config),
    ...members(deployed),
    ...(await progress(deployed)),
    ...channels(config),
    ...otherClouds(config),
    `- Check all permissions:        npx skc --stack ${stack.name} doctor`,
    `- Start another run:            npx skc run --remote`,
    `- List the findings:            npx skc --stack ${stack.name} findings`,
    '',
  ];
  return lines.join('\n');
}

async function confirmations({ stack, config }: Deployed): Promise<string[]> {
  const opened = openDeployed(stack, config);
  try {
    const subscriptions = await opened.subscriptions?.('organisation');
    const pending = (subscriptions?.pending ?? []).map(shownAddress);
    const confirmed = (subscriptions?.confirmed ?? []).length;
    if (pending.length > 0)
      return [`- Confirm the e-mail from AWS Notifications within two days: ${pending.join(', ')}`];
    if (confirmed > 0) return [`- Confirmed subscriptions of the organisation topic: ${confirmed}.`];
    if (config.contacts.organisation.length > 0)
      return [
        '- The first run sends a confirmation e-mail to contacts.organisation: confirm it within two days.',
      ];
    return [
      '- NO CONTACT IS NOTIFIED yet: add one under contacts.organisation in skc.config.json and deploy again.',
    ];
  } finally {
    await opened.close();
  }
}

/** The second way of alarms. */
function watchdog({ alerts }: Config): string[] {
  const { email, heartbeatUrl } = alerts.watchdog;
  if (email !== undefined)
    return [`- Alarms also go to ${email}: confirm its e-mail from AWS Notifications once.`];
  if (heartbeatUrl !== undefined) return [];
  return [
    '- ALARMS DEPEND ON THE ORGANISATION TOPIC alone: set alerts.watchdog in skc.config.json (docs/operate.md).',
  ];
}

function members({ config, identity }: Deployed): string[] {
  const command = memberRoleCommand(identity.accountId);
  if (config.organisation?.stackSet === undefined)
    return config.organisation === undefined && config.accounts.length === 0
      ? []
      : [
          '- Create the member role in each account to be read, with credentials of that account:',
          `    ${command}`,
        ];
  return [
    '- The StackSet creates the role in each member account, but not in the management account. Create it there:',
    `    ${command}`,
    '  and, if not done before, enable trusted access and register this account:',
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
      `- Roll-out to the member accounts: ${last?.Action ?? 'none'} ${last?.Status ?? ''}. Status of each account:`,
      `    aws cloudformation list-stack-instances --stack-set-name ${STACK_SET} --call-as DELEGATED_ADMIN --region ${stack.region}`,
    ];
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [`- The status of the roll-out to the member accounts could not be read (${sanitize(why, 200)}).`];
  } finally {
    client.destroy();
  }
}

/** Clouds that the configuration does not name. A deployment checks the others first. */
function otherClouds(config: Config): string[] {
  return (['azure', 'gcp'] as const).flatMap((cloud) =>
    config[cloud] === undefined
      ? [`- ${`To read ${CLOUD_TITLES[cloud]}:`.padEnd(30)}npx skc connect ${cloud}`]
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
    `- ${wanted.join(' and ')}: authorise the workspace once in the console of Amazon Q Developer in chat applications; there is no API for it.`,
  ];
}
