import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  SetTopicAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireTls, runTimeTopics } from '../../../cli/deploy/run-time-topics.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { ensureTopic } from '../../../shared/contacts/topics.ts';
import { snsOf } from '../../bed/messages/stage.ts';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';

const NOW = '2026-11-21T06:00:00Z';
const home = { partition: 'aws', region: 'us-east-1', accountId: '111111111111' };
let sandbox: Sandbox;
let sns: SNSClient;

beforeEach(async () => {
  sandbox = await startSandbox({ estate: generateEstate({ accounts: 1, skcs: 1, seed: 1, epoch: NOW }) });
  signInToSandbox(process.env, sandbox.url);
  sns = snsOf(sandbox);
});
afterEach(async () => {
  sns.destroy();
  await sandbox.close();
});

const DENIAL = (resource: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Resource: resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

async function statementsOf(TopicArn: string): Promise<unknown[]> {
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  const policy: unknown = JSON.parse(Attributes?.['Policy'] ?? '{"Statement":[]}');
  return typeof policy === 'object' &&
    policy !== null &&
    'Statement' in policy &&
    Array.isArray(policy.Statement)
    ? policy.Statement
    : [];
}

async function make(name: string, policy?: object): Promise<string> {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
  if (policy !== undefined)
    await sns.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify(policy),
      }),
    );
  return TopicArn;
}

describe('a topic that a run creates', () => {
  it('denies publishing without TLS from the start', async () => {
    const topic = await ensureTopic(sns, {
      home,
      prefix: 'skc-watch',
      audience: 'aws#123456789012',
      contacts: [{ kind: 'inbox', address: 'a@example.com', source: 'config', since: NOW }],
      tags: {},
    });
    const arn = topic?.topicArn ?? '';
    expect(await statementsOf(arn)).toEqual([expect.objectContaining(DENIAL(arn))]);
    expect(sandbox.calls.counts()['sns:SetTopicAttributes']).toBeUndefined();
  });
});

describe('the organisation topic, where a run has to create it again', () => {
  it('still admits alarms', async () => {
    const topic = await ensureTopic(sns, {
      home,
      prefix: 'skc-watch',
      audience: 'organisation',
      contacts: [{ kind: 'inbox', address: 'a@example.com', source: 'config', since: NOW }],
      tags: {},
    });
    const arn = topic?.topicArn ?? '';
    expect(await statementsOf(arn)).toEqual([
      expect.objectContaining(DENIAL(arn)),
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
      }),
    ]);
  });
});

describe('topics that exist already', () => {
  it('get the statement beside their own, once', async () => {
    const own = { Sid: 'Theirs', Effect: 'Allow', Principal: '*', Action: 'sns:Subscribe', Resource: '*' };
    const bare = await make('skc-watch-210987654321');
    const shared = await make('skc-watch-410987654321', { Version: '2012-10-17', Statement: [own] });
    const topics = await runTimeTopics({ prefix: 'skc-watch', region: 'us-east-1' }, []);
    expect(await requireTls(topics, 'us-east-1')).toBe(2);
    expect(await statementsOf(bare)).toEqual([expect.objectContaining(DENIAL(bare))]);
    expect(await statementsOf(shared)).toEqual([own, expect.objectContaining(DENIAL(shared))]);
    sandbox.calls.clear();
    expect(await requireTls(topics, 'us-east-1')).toBe(0);
    expect(sandbox.calls.counts()).toEqual({ 'sns:GetTopicAttributes': 2 });
  });

  it('are those with the prefix, and not those of the stack', async () => {
    const ofStack = await make('skc-watch-organisation');
    await make('skc-watch__watchdog');
    await make('payments');
    for (let index = 0; index < 120; index++) await make(`skc-watch-${200_000_000_000 + index}`);
    const topics = await runTimeTopics({ prefix: 'skc-watch', region: 'us-east-1' }, [ofStack]);
    expect(topics).toHaveLength(120);
    expect(topics[0]).toBe('arn:aws:sns:us-east-1:111111111111:skc-watch-200000000000');
  });
});
