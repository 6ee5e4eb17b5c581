import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NOT_IN_MOTO } from '../bed/servers/moto.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import type { Inventory } from '../../shared/inventory/contract.ts';
import { openTable } from '../../shared/inventory/repository.ts';
import { filterPolicy } from '../../shared/messages/filter-policy.ts';
import { pythonEnvironment } from '../bed/servers/python-environment.ts';
import { runCommand, type Ran } from './command.ts';
import { HOME_REGION, SECURITY_ACCOUNT } from './deploying-account.ts';
import { startEmulators, type Emulators } from './emulators.ts';
import { openOtherClouds, type OtherClouds } from './other-clouds.ts';
import { openHttpsSubscriber, type HttpsSubscriber } from './https-subscriber.ts';
import { REGIONS, seed, type MemberName, type SeededAccount } from './seed.ts';
import { makeQueue, makeTopic, subscribe, type Queue } from './subscribers.ts';
import { deployedWorkflow, patiently, type DeployedWorkflow } from './workflow.ts';

/** The environment of a deployment: the clouds, an organisation with a history, and subscribers. */
export interface Stage {
  emulators: Emulators;
  /** Azure and Google Cloud. */
  others: OtherClouds;
  members: Record<MemberName, SeededAccount>;
  /** The queue that the configuration names for the account `long-ago`. */
  queue: Queue;
  /** Subscribed to the same topic with a filter by severity. */
  onlyHigh: Queue;
  onlyCritical: Queue;
  organisationQueue: Queue;
  /** Named by two accounts, without an older subscription. */
  sharedQueue: Queue;
  /** Named by the same two accounts, and subscribed to their topics before this version ran. */
  formerQueue: Queue;
  /**
   * Receives messages about the account `last-year`, whose topic it was subscribed to before this version ran, and, at
   * another address, those about `long-ago`.
   */
  webhook: HttpsSubscriber;
  /** What the end of each complete run calls, at the same server. */
  heartbeat: string;
  workflow: DeployedWorkflow;
  inventory: Inventory;
  skc(...args: string[]): Promise<Ran>;
  /** The same, with the accounts to read. */
  skcReading(...args: string[]): Promise<Ran>;
  cdk(...args: string[]): Promise<Ran>;
  /** Describes the table's encryption as AWS does, since the emulator does not store it. */
  nameTheKey(): Promise<void>;
  /** Replaces the configuration in the commands' working folder. */
  configure(change: Partial<ConfigInput>): void;
  stop(): Promise<void>;
}

export const STAGE_DIRECTORY = resolve(import.meta.dirname, '../../.cache/e2e');

export async function setTheStage(say: (text: string) => void): Promise<Stage> {
  rmSync(STAGE_DIRECTORY, { recursive: true, force: true });
  const folder = join(STAGE_DIRECTORY, 'work');
  mkdirSync(folder, { recursive: true });
  const bin = await pythonEnvironment(say);
  const webhook = await openHttpsSubscriber(bin, STAGE_DIRECTORY);
  const others = await openOtherClouds(STAGE_DIRECTORY, webhook.certificate);
  const emulators = await startEmulators(bin, STAGE_DIRECTORY, webhook.certificate, others);
  try {
    const members = await seed(emulators);
    shutTheDoor(emulators, members.shut);
    const { url } = emulators.deployed;
    const queues = {
      queue: await makeQueue(url, 'tickets'),
      onlyHigh: await makeQueue(url, 'only-high'),
      onlyCritical: await makeQueue(url, 'only-critical'),
      organisationQueue: await makeQueue(url, 'organisation'),
      sharedQueue: await makeQueue(url, 'shared'),
      formerQueue: await makeQueue(url, 'former'),
    };
    await listen(url, members, queues, webhook);
    const dynamodb = new DynamoDBClient({ endpoint: url, region: HOME_REGION, credentials: keys });
    const log = join(STAGE_DIRECTORY, 'commands.log');
    const config = configOf(members, queues, { webhook, others });
    const configure = (change: Partial<ConfigInput>) =>
      writeFileSync(join(folder, 'skc.config.json'), JSON.stringify({ ...config, ...change }, undefined, 2));
    configure({});
    return {
      emulators,
      others,
      members,
      ...queues,
      webhook,
      heartbeat: heartbeatOf(webhook),
      workflow: deployedWorkflow(url),
      inventory: openTable(DynamoDBDocumentClient.from(dynamodb), 'skc-watch'),
      skc: (...args) => runCommand('skc', args, emulators.environment, { folder, log }),
      skcReading: (...args) => runCommand('skc', args, emulators.readingEnvironment, { folder, log }),
      cdk: (...args) => runCommand('cdk', args, emulators.environment, { folder, log }),
      configure,
      nameTheKey: async () => {
        const { KeyArn } = await stackOutputs(url);
        const SSESpecification = { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KeyArn } as const;
        await dynamodb.send(new UpdateTableCommand({ TableName: 'skc-watch', SSESpecification }));
      },
      stop: async () => {
        dynamodb.destroy();
        await emulators.stop();
        await others.stop();
        await webhook.close();
      },
    };
  } catch (error) {
    await emulators.stop();
    await others.stop();
    await webhook.close();
    throw error;
  }
}

function heartbeatOf({ url }: HttpsSubscriber): string {
  return new URL('/heartbeat/b1946ac9-secret', url).href;
}

async function stackOutputs(endpoint: string): Promise<Record<string, string | undefined>> {
  const client = new CloudFormationClient({ endpoint, region: HOME_REGION, credentials: keys });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'SkcWatch' }));
  return Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
}

const keys = { accessKeyId: SECURITY_ACCOUNT, secretAccessKey: 'emulated' };

/** moto accepts every caller; the gateway denies one account as AWS would. */
function shutTheDoor({ gate }: Emulators, { id }: SeededAccount): void {
  const role = `arn:aws:iam::${id}:role/skc-watch-reader`;
  gate.shut(({ operation, body }) =>
    operation === 'AssumeRole' && new URLSearchParams(body).get('RoleArn') === role
      ? `User: arn:aws:sts::${SECURITY_ACCOUNT}:assumed-role/skc-watch-collect-aws/skc-watch is not authorized to perform: sts:AssumeRole on resource: ${role}`
      : undefined,
  );
}

/** Subscriptions that were confirmed before the first run of this version, as after an upgrade. */
async function listen(
  endpoint: string,
  { 'long-ago': longAgo, 'last-year': lastYear }: Record<MemberName, SeededAccount>,
  { onlyHigh, onlyCritical, formerQueue }: { onlyHigh: Queue; onlyCritical: Queue; formerQueue: Queue },
  webhook: HttpsSubscriber,
): Promise<void> {
  const topic = await makeTopic(endpoint, longAgo.id);
  const bySeverity = (severity: string) => filterPolicy({ severity: [severity] });
  await subscribe(endpoint, topic, { protocol: 'sqs', address: onlyHigh.arn, filter: bySeverity('high') });
  await subscribe(endpoint, topic, {
    protocol: 'sqs',
    address: onlyCritical.arn,
    filter: bySeverity('critical'),
  });
  const other = await makeTopic(endpoint, lastYear.id);
  for (const each of [topic, other])
    await subscribe(endpoint, each, { protocol: 'sqs', address: formerQueue.arn });
  await subscribe(endpoint, other, { protocol: 'https', address: webhook.url });
  await patiently('the webhook’s confirmation', async () =>
    webhook.confirmed.includes(other) ? true : undefined,
  );
}

function configOf(
  members: Record<MemberName, SeededAccount>,
  {
    queue,
    organisationQueue,
    sharedQueue,
    formerQueue,
  }: Pick<Stage, 'queue' | 'organisationQueue' | 'sharedQueue' | 'formerQueue'>,
  { webhook, others }: { webhook: HttpsSubscriber; others: OtherClouds },
): ConfigInput {
  const ofBoth = [sharedQueue, formerQueue].map(({ arn }) => ({
    kind: 'ticket-queue' as const,
    address: arn,
  }));
  return {
    ...others.config,
    accounts: Object.values(members).map(({ id, name }) => ({ id, name })),
    include: { regions: [...REGIONS] },
    exclude: { sources: NOT_IN_MOTO },
    contacts: {
      organisation: [{ kind: 'ticket-queue', address: organisationQueue.arn }],
      accounts: {
        [members['long-ago'].id]: [
          { kind: 'ticket-queue', address: queue.arn },
          { kind: 'webhook', address: `${webhook.url}/json` },
          ...ofBoth,
        ],
        [members['last-year'].id]: [{ kind: 'webhook', address: webhook.url }, ...ofBoth],
      },
    },
    alerts: { watchdog: { email: 'night@example.com', heartbeatUrl: heartbeatOf(webhook) } },
    schedule: { expression: 'rate(1 day)', flexibleMinutes: 0 },
  };
}
