import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  paginateListSubscriptionsByTopic,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { clients } from '../../bed/sandbox/clients.ts';

const estate = {
  ...generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: '2026-11-21T06:00:00Z' }),
  neverConfirm: ['silent@example.com'],
};

describe("the sandbox's SNS", () => {
  let directory: string;
  let sandbox: Sandbox;
  let sns: ReturnType<typeof clients>['sns'];
  let TopicArn: string;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sandbox-'));
    await start();
    TopicArn = (await sns.send(new CreateTopicCommand({ Name: 'skc-watch-1' }))).TopicArn ?? '';
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(directory, { recursive: true });
  });
  async function start(): Promise<void> {
    sandbox = await startSandbox({ estate, directory });
    sns = clients(sandbox.url).sns;
  }
  const subscribe = async (Endpoint: string, Protocol = 'email') =>
    (await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true })))
      .SubscriptionArn;
  const publish = (input: Partial<PublishCommandInput>) =>
    sns.send(new PublishCommand({ TopicArn, Message: 'text', ...input }));
  const listed = async () =>
    (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions;

  it('creates a topic once', async () => {
    const again = await sns.send(new CreateTopicCommand({ Name: 'skc-watch-1' }));
    expect(again.TopicArn).toBe(TopicArn);
    await sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: 'a', Value: 'b' }] }));
  });

  it('confirms a subscription at once and returns the same ARN for the same address', async () => {
    const first = await subscribe('a@example.com');
    expect(await subscribe('a@example.com')).toBe(first);
    expect((await listed())?.map((each) => each.SubscriptionArn)).toEqual([first]);
  });

  it('lists an address that never confirms as PendingConfirmation', async () => {
    await subscribe('silent@example.com');
    expect((await listed())?.[0]).toMatchObject({
      SubscriptionArn: 'PendingConfirmation',
      Endpoint: 'silent@example.com',
    });
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '0', SubscriptionsPending: '1' });
  });

  it('deletes a subscription that is not confirmed within two days', async () => {
    await subscribe('silent@example.com');
    sandbox.clock.advanceDays(2.1);
    expect(await listed()).toEqual([]);
  });

  it('confirms by the token that was sent', async () => {
    await subscribe('silent@example.com');
    const state = JSON.parse(readFileSync(join(directory, 'sandbox.json'), 'utf8'));
    const Token: string = state.topics[TopicArn].subscriptions[0].token;
    const { SubscriptionArn } = await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes?.['PendingConfirmation']).toBe('false');
  });

  it('stores a filter policy and removes an unsubscribed address', async () => {
    const SubscriptionArn = await subscribe('a@example.com');
    const AttributeValue = '{"severity":["critical"]}';
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue,
      }),
    );
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes?.['FilterPolicy']).toBe(AttributeValue);
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await listed()).toEqual([]);
  });

  it('lists subscriptions in pages of 100', async () => {
    for (let index = 0; index < 101; index++) await subscribe(`a${index}@example.com`);
    const lengths: number[] = [];
    for await (const each of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn }))
      lengths.push(each.Subscriptions?.length ?? 0);
    expect(lengths).toEqual([100, 1]);
  });

  it.each<[string, Partial<PublishCommandInput>]>([
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }],
    ['a subject with a line break', { Subject: 'a\nb' }],
    ['a subject that is not ASCII', { Subject: 'fällig' }],
    ['structured JSON that does not parse', { MessageStructure: 'json', Message: '{' }],
    ['structured JSON without default', { MessageStructure: 'json', Message: '{"email":"a"}' }],
    ['more than 262,144 bytes', { Message: 'é'.repeat(131_073) }],
    ['an empty attribute', { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }],
    ['an array that is none', { MessageAttributes: { a: { DataType: 'String.Array', StringValue: 'x' } } }],
    ['an unknown type of attribute', { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } }],
  ])('answers InvalidParameter to %s', async (_, input) => {
    await expect(publish(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(sandbox.outbox.list()).toEqual([]);
  });

  it('takes a subject of 99 characters and a message of exactly 262,144 bytes', async () => {
    await publish({ Subject: 'x'.repeat(99), Message: 'x'.repeat(262_144) });
    expect(sandbox.outbox.list()).toHaveLength(1);
  });

  it('returns NotFound for a message to a missing topic', async () => {
    await expect(publish({ TopicArn: `${TopicArn}-2` })).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('writes a message as readable files, one per protocol', async () => {
    await subscribe('a@example.com');
    await subscribe('silent@example.com');
    const bodies = { default: '{"a":1}', email: 'Line one\nLine <two>\n', https: '{"version":"1.0"}' };
    await publish({ Subject: 'Two findings', MessageStructure: 'json', Message: JSON.stringify(bodies) });
    const folder = join(directory, 'outbox');
    const stem = '20261121T060000Z-skc-watch-1-1';
    expect(readdirSync(folder).toSorted()).toEqual([
      `${stem}.default.json`,
      `${stem}.email.txt`,
      `${stem}.https.json`,
      'messages.jsonl',
    ]);
    expect(readFileSync(join(folder, `${stem}.email.txt`), 'utf8')).toBe(
      'Subject: Two findings\nTo: a@example.com\n\nLine one\nLine <two>\n',
    );
    expect(readFileSync(join(folder, `${stem}.default.json`), 'utf8')).toBe('{\n  "a": 1\n}\n');
  });

  it('keeps attributes as they were published', async () => {
    const StringValue = '["low","high"]';
    await publish({ MessageAttributes: { severity: { DataType: 'String.Array', StringValue } } });
    expect(sandbox.outbox.list()[0]?.attributes).toEqual({
      severity: { type: 'String.Array', value: StringValue },
    });
  });

  it('keeps clock, subscriptions and messages across a restart', async () => {
    await subscribe('a@example.com');
    await publish({ Message: 'first' });
    sandbox.clock.advanceDays(1);
    await sandbox.close();
    await start();
    await publish({ Message: 'second' });
    expect(sandbox.clock.now()).toBe('2026-11-22T06:00:00Z');
    expect(
      sandbox.outbox.list().map((each) => [each.n, each.bodies.default, each.deliveries.length]),
    ).toEqual([
      [1, 'first', 1],
      [2, 'second', 1],
    ]);
  });
});
