import { ListTopicsCommand, SubscribeCommand, type SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { ensureTopic, readTopic, TopicFailed, topicArnOf } from '../../../shared/contacts/topics.ts';
import type { Contact } from '../../../shared/model/contact.ts';
import { snsOf } from '../../bed/messages/stage.ts';

const NOW = '2026-11-21T06:00:00Z';
const home = { partition: 'aws', region: 'us-east-1', accountId: '111111111111' };
const QUEUE = 'arn:aws:sqs:us-east-1:111111111111:tickets';
let sandbox: Sandbox;
let sns: SNSClient;

beforeEach(async () => {
  const estate = generateEstate({ accounts: 1, skcs: 4, seed: 1, epoch: NOW });
  estate.neverConfirm.push('never@example.com');
  sandbox = await startSandbox({ estate });
  sns = snsOf(sandbox);
});
afterEach(async () => {
  sns.destroy();
  await sandbox.close();
});

function ensure(...addresses: string[]) {
  const contacts = addresses.map((address): Contact => ({
    kind: 'inbox',
    address,
    source: 'config',
    since: NOW,
  }));
  const tags = { 'skc-watch': 'alerts' };
  return ensureTopic(sns, { home, prefix: 'skc-watch', audience: 'aws#123456789012', contacts, tags });
}

describe('ensureTopic', () => {
  it('creates the topic when first needed and subscribes every contact by its protocol', async () => {
    const topic = await ensure('a@example.com', 'https://hooks.example.com/skc', QUEUE, 'never@example.com');
    expect(topic).toMatchObject({
      topicArn: 'arn:aws:sns:us-east-1:111111111111:skc-watch-123456789012',
      created: true,
      confirmed: ['a@example.com', 'https://hooks.example.com/skc', QUEUE],
      pending: ['never@example.com'],
      refused: [],
    });
    expect(topic?.subscribed).toHaveLength(4);
  });

  it('needs one call when nothing is missing, and does not ask again for a pending confirmation', async () => {
    await ensure('a@example.com', 'never@example.com');
    sandbox.calls.clear();
    const again = await ensure('A@Example.com', 'never@example.com');
    expect(sandbox.calls.counts()).toEqual({ 'sns:ListSubscriptionsByTopic': 1 });
    expect(again).toMatchObject({ created: false, subscribed: [], pending: ['never@example.com'] });
  });

  it('subscribes an address of two contacts once, ignoring case', async () => {
    const topic = await ensure('a@example.com', 'A@example.com', 'b@example.com', 'a@example.com');
    expect(topic?.subscribed).toEqual(['a@example.com', 'b@example.com']);
    expect(sandbox.calls.counts()['sns:Subscribe']).toBe(2);
  });

  it('creates no topic for an account without contacts', async () => {
    expect(await ensure()).toBeUndefined();
    expect((await sns.send(new ListTopicsCommand())).Topics ?? []).toEqual([]);
  });

  it('counts subscriptions that people created themselves, even without contacts', async () => {
    const first = await ensure('a@example.com');
    await sns.send(
      new SubscribeCommand({ TopicArn: first?.topicArn, Protocol: 'email', Endpoint: 'self@example.com' }),
    );
    expect((await ensure())?.confirmed).toEqual(['a@example.com', 'self@example.com']);
  });

  it('subscribes the others if one is refused, and reports which and why', async () => {
    sandbox.faults.add({ operation: 'Subscribe', resource: 'bad', kind: 'error', code: 'InvalidParameter' });
    const topic = await ensure('bad@example.com', 'a@example.com');
    expect(topic?.confirmed).toEqual(['a@example.com']);
    expect(topic?.refused).toMatchObject([{ address: 'bad@example.com' }]);
    expect(topic?.refused[0]?.error.message).toMatch(/^Could not subscribe bad@example\.com to arn:/);
  });

  it('reads all pages of subscriptions', async () => {
    const many = Array.from({ length: 230 }, (_, index) => `person${index}@example.com`);
    expect((await ensure(...many))?.confirmed).toHaveLength(230);
    sandbox.calls.clear();
    expect((await ensure(...many))?.subscribed).toEqual([]);
    expect(sandbox.calls.counts()).toEqual({ 'sns:ListSubscriptionsByTopic': 3 });
  });

  it('distinguishes a denial from a missing topic', async () => {
    sandbox.faults.add({ operation: 'ListSubscriptionsByTopic', kind: 'deny' });
    await expect(ensure('a@example.com')).rejects.toThrow(TopicFailed);
    expect(sandbox.calls.counts()['sns:CreateTopic']).toBeUndefined();
  });
});

describe('readTopic', () => {
  it('is undefined if there is no topic', async () => {
    expect(await readTopic(sns, topicArnOf(home, 'skc-watch', 'organisation'))).toBeUndefined();
  });
});

describe('the name of a topic', () => {
  const nameOf = (...[audience, channel]: [Parameters<typeof topicArnOf>[2], string?]) =>
    topicArnOf(home, 'skc-watch', audience, channel).split(':').at(-1);

  it.each([
    ['organisation', 'skc-watch-organisation'],
    ['aws#123456789012', 'skc-watch-123456789012'],
    ['gcp#pay-prod-1', 'skc-watch-pay-prod-1'],
    ['gcp#example.com:pay-prod', 'skc-watch-example_com_pay-prod'],
    ['contact#abcdefghijklmnopqrstuvwxyz', 'skc-watch-to__abcdefghijklmnopqrstuvwxyz'],
  ] as const)('of %s is as in earlier releases', (audience, name) => {
    expect(nameOf(audience)).toBe(name);
  });

  it('is its own for every audience, also for ids that look alike or have a meaning', () => {
    const audiences = [
      'organisation',
      'gcp#organisation',
      'azure#organisation',
      'gcp#a.b',
      'gcp#a_b',
      'gcp#a:b',
      'gcp#example.com:pay',
      'gcp#example_com_pay',
      'gcp#a__webhook',
      'gcp#a',
      'gcp#to__abcdefghijklmnopqrstuvwxyz',
      'contact#abcdefghijklmnopqrstuvwxyz',
    ] as const;
    const names = audiences.flatMap((audience) => [nameOf(audience), nameOf(audience, 'webhook')]);
    expect(new Set(names).size).toBe(audiences.length * 2);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
  });
});
