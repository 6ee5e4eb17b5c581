import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import type { MessageLog } from '../../../shared/messages/contract.ts';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { deliverDigest, type DeliveredDigest } from '../../../shared/messages/kinds/digest/deliver.ts';
import type { Inventory } from '../../../shared/inventory/contract.ts';
import { openMessageLog } from '../../../shared/messages/log.ts';
import { openTable } from '../../../shared/inventory/repository.ts';
import { tableDefinition } from '../../../shared/inventory/table.ts';
import { addDays, instant, type Instant } from '../../../shared/model/instant.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { account, input, NOW } from './fixture.ts';

const PAY = account().key;

export interface Stage {
  sandbox: Sandbox;
  sns: SNSClient;
  /** For items that this version does not write. */
  documents: DynamoDBDocumentClient;
  messageLog: MessageLog;
  inventory: Inventory;
  /** The real clock, moved by tests and by `sleep`. */
  clock: { now: Instant };
  stop(): Promise<void>;
}

/** Embedded DynamoDB with the real message log, and the sandbox's SNS, both on loopback. */
export async function openStage(): Promise<Stage> {
  const dynalite: (options: object) => Server = createRequire(import.meta.url)('dynalite');
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite has no port');
  const dynamo = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  const estate = generateEstate({ accounts: 1, skcs: 4, seed: 1, epoch: NOW });
  estate.neverConfirm.push('never@example.com');
  const sandbox = await startSandbox({ estate });
  const sns = snsOf(sandbox);
  await dynamo.send(new CreateTableCommand(tableDefinition('skc')));
  return {
    sandbox,
    sns,
    documents,
    messageLog: openMessageLog(documents, 'skc'),
    inventory: openTable(documents, 'skc'),
    clock: { now: NOW },
    stop: async () => {
      sns.destroy();
      dynamo.destroy();
      await sandbox.close();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Each call is tried once, so that a fault is one fault. */
export function snsOf(sandbox: Pick<Sandbox, 'url'>, region = 'us-east-1'): SNSClient {
  return new SNSClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  });
}

/** A topic with one confirmed subscriber. */
export async function openTopic(sns: SNSClient, name = 'skc-watch-123456789012'): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'pay@example.com' }));
  if (TopicArn === undefined) throw new Error('no topic');
  return TopicArn;
}

/** Delivers the news of the table's findings, like a run on that day. */
export function deliverFindings(
  stage: Pick<Stage, 'sns' | 'messageLog' | 'inventory' | 'clock'>,
  topicArn: string,
  over: Partial<Parameters<typeof deliverDigest>[0]> = {},
): Promise<DeliveredDigest> {
  return deliverDigest({
    log: stage.messageLog,
    sns: stage.sns,
    audience: PAY,
    topics: { main: topicArn, own: [] },
    letsThrough: () => Promise.resolve(true),
    readSkc: stage.inventory.skc,
    run: { id: `run-${stage.clock.now}`, now: stage.clock.now },
    realClock: () => stage.clock.now,
    leaseSeconds: 60,
    sleep: async (milliseconds) => {
      stage.clock.now = instant(Date.parse(stage.clock.now) + milliseconds);
      // Lets other processes run.
      await new Promise((resolve) => setImmediate(resolve));
    },
    compose: async (since) => {
      const run = { id: `run-${stage.clock.now}`, now: stage.clock.now };
      return composeDigest(input(await findingsOf(stage.inventory), { first: since === undefined, run }));
    },
    ...over,
  });
}

export async function findingsOf(inventory: Inventory): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of inventory.findings(PAY)) findings.push(finding);
  return findings;
}

/** After every lease. */
export function tomorrow(stage: Stage): void {
  stage.clock.now = addDays(stage.clock.now, 1);
}

/** Ids of the digests published to SNS, in order. */
export function published(stage: Pick<Stage, 'sandbox'>): string[] {
  return stage.sandbox.outbox.list().map((message) => message.attributes['digest']?.value ?? '');
}
