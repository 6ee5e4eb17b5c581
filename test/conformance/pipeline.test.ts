import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPipeline, type PipelineResult } from '../../cli/run/pipeline.ts';
import { collectorOf } from '../../functions/collect/collector.ts';
import { awsReader } from '../../shared/readers/aws/reader.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import type { Config } from '../../shared/config/schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { accountKey } from '../../shared/model/account.ts';
import { digestSchema } from '../../shared/messages/kinds/digest/content.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { instant } from '../../shared/model/instant.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import { sessionsAt, startDatabase } from './collected.ts';
import { NOT_IN_MOTO } from '../bed/servers/moto.ts';
import { ACCOUNT, declaredAccount, REGIONS } from './estate.ts';
import { startMoto, type Moto } from '../bed/servers/moto.ts';
import { seedMoto } from './seed.ts';

const QUEUES = ['account', 'organisation'] as const;

describe('the whole pipeline over moto', () => {
  let moto: Moto;
  let database: Awaited<ReturnType<typeof startDatabase>>;
  let queues: Record<string, string>;
  let config: Config;
  let first: PipelineResult;
  let second: PipelineResult;
  let tables: { skcs: StoredSkc[]; findings: Finding[] }[];

  beforeAll(async () => {
    moto = await startMoto();
    const declared = declaredAccount(instant(new Date()));
    // Moto describes a primary key as a replica once its replica was described, which would be a change.
    const keys = declared.keys.filter((key) => key.replicas === undefined);
    await seedMoto(moto.url, { ...declared, keys });
    database = await startDatabase();
    queues = await makeQueues(moto.url);
    config = configSchema.parse({
      include: { regions: [...REGIONS] },
      exclude: { sources: NOT_IN_MOTO },
      contacts: {
        accounts: { [ACCOUNT]: [{ kind: 'ticket-queue', address: queueArn('account') }] },
        organisation: [{ kind: 'ticket-queue', address: queueArn('organisation') }],
      },
    });
    tables = [];
    first = await run();
    tables.push(await table());
    second = await run();
    tables.push(await table());
  });
  afterAll(async () => {
    await database.stop();
    await moto.stop();
  });

  async function run(): Promise<PipelineResult> {
    const aws = sessionsAt(moto.url);
    const sns = new SNSClient(clientConfig(config.alerts.region));
    const cloud = awsReader({ config, aws });
    try {
      return await runPipeline(instant(new Date()), {
        ...database,
        config,
        clouds: [{ ...cloud, ...collectorOf(cloud) }],
        alerts: {
          sns,
          home: { ...(await aws.identity()), region: config.alerts.region },
          leaseSeconds: 15,
          realClock: () => instant(new Date()),
        },
        progress: { update: () => undefined, note: () => undefined, end: () => undefined },
      });
    } finally {
      aws.close();
      sns.destroy();
    }
  }

  async function table() {
    const key = accountKey('aws', ACCOUNT);
    const skcs: StoredSkc[] = [];
    const findings: Finding[] = [];
    for await (const skc of database.inventory.skcs(key)) skcs.push(skc);
    for await (const finding of database.inventory.findings(key)) findings.push(finding);
    return { skcs, findings };
  }

  it('reads every target completely', async () => {
    const account = await database.inventory.account(accountKey('aws', ACCOUNT));
    expect(account?.standing?.coverage).toMatchObject({ planned: 10, complete: 10 });
    expect([...first.failures, ...second.failures]).toEqual([]);
  });

  it('discovers each SKC at the first run and changes nothing at the second', () => {
    expect(first.changes).toEqual({ discovered: tables[0]?.skcs.length });
    expect(second.changes).toEqual({});
    expect(tables[1]).toEqual(tables[0]);
  });

  it('finds what is wrong with the estate and nothing else', () => {
    const rules = new Map<string, string[]>();
    for (const { rule, subject } of tables[0]?.findings ?? [])
      rules.set(rule, [...(rules.get(rule) ?? []), subject.name].toSorted());
    expect([...rules.keys()].toSorted()).toEqual([
      'expired',
      'expiring',
      'never-expires',
      'pending-deletion',
      'rotation-off',
    ]);
    // Moto dates every server certificate of IAM from 2010 to 2012.
    expect(rules.get('expired')).toEqual(['classic-lb', 'www']);
    expect(rules.get('expiring')).toEqual(['p-384.example.com']);
    // moto gives every server certificate the same expiry, in 2012 (`differences.ts`).
    expect(rules.get('expired')).toEqual(['classic-lb', 'www']);
  });

  it('delivers the digest once to the queues', async () => {
    const [ofAccount, ofOrganisation] = await Promise.all(
      QUEUES.map((name) => received(moto.url, queues[name] ?? '')),
    );
    expect(ofAccount?.map((message) => digestSchema.parse(JSON.parse(message)))).toEqual([
      expect.objectContaining({ audience: `aws#${ACCOUNT}`, kind: 'digest', first: true }),
    ]);
    // The account's own contacts were notified, so the organisation's message has no news.
    expect(ofOrganisation).toEqual([]);
  });
});

function queueArn(name: string): string {
  return `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
}

function sqs(url: string): SQSClient {
  return new SQSClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'moto' },
  });
}

async function makeQueues(url: string): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  for (const QueueName of QUEUES)
    made[QueueName] = (await sqs(url).send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  return made;
}

/** The bodies of a queue's messages; SNS wraps each in an envelope. */
async function received(url: string, queue: string): Promise<string[]> {
  const { Messages } = await sqs(url).send(
    new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }),
  );
  return (Messages ?? []).map(({ Body }) => {
    const envelope: unknown = JSON.parse(Body ?? '');
    return typeof envelope === 'object' && envelope !== null && 'Message' in envelope
      ? String(envelope.Message)
      : (Body ?? '');
  });
}
