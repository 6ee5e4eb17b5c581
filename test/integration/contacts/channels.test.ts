import { CreateTopicCommand, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { ensureSubscriptions, readSubscriptions } from '../../../shared/contacts/subscriptions.ts';
import { subscriptionsOf } from '../../../shared/contacts/topics.ts';
import { channels } from '../../../shared/messages/channels/registry.ts';
import { account, finding, NOW } from '../../bed/messages/fixture.ts';
import { deliverFindings, openStage, tomorrow, type Stage } from '../../bed/messages/stage.ts';

const PAY = account().key;
const MAIN = 'skc-watch-123456789012';
const SECRET = 'T0/B0/pL4nt3dS3cret';
const HOOK = `https://hooks.example.com/services/${SECRET}`;
const home = { partition: 'aws', region: 'us-east-1', accountId: '111111111111' };
let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  await stage.inventory.writeFinding(finding({ name: 'a', severity: 'high' }));
});
afterEach(() => stage.stop());

type Contacts = NonNullable<NonNullable<ConfigInput['contacts']>['accounts']>[string];

function subscribe(contacts: Contacts) {
  const config = configSchema.parse({ contacts: { accounts: { '123456789012': contacts } } });
  return ensureSubscriptions(PAY, NOW, channels, { ...stage, config, home });
}

async function send(contacts: Contacts) {
  const { topics, refused } = await subscribe(contacts);
  const delivered = await deliverFindings(stage, '', { topics });
  return { delivered, refused, topics };
}

/** The messages published to SNS, by topic name. */
const bodies = () => new Map(stage.sandbox.outbox.list().map((message) => [message.topic, message.bodies]));

describe('a webhook', () => {
  it('gets the machine JSON from its own topic, and e-mail contacts the e-mail, for one digest', async () => {
    const { delivered } = await send([{ address: 'pay@example.com' }, { kind: 'webhook', address: HOOK }]);
    expect([...bodies().keys()]).toEqual([MAIN, `${MAIN}__webhook`]);
    const json: unknown = JSON.parse(bodies().get(`${MAIN}__webhook`)?.default ?? '');
    expect(json).toMatchObject({ version: 2, kind: 'digest', id: delivered.sent?.digest.id });
    expect(bodies().get(MAIN)?.email).toContain('For the security contacts of pay-prod');
    tomorrow(stage);
    await send([{ address: 'pay@example.com' }, { kind: 'webhook', address: HOOK }]);
    expect(stage.sandbox.outbox.list()).toHaveLength(2);
  });

  it('gets it even if it is the only contact', async () => {
    await send([{ kind: 'webhook', address: HOOK }]);
    expect([...bodies().keys()]).toEqual([`${MAIN}__webhook`]);
  });

  it('that is subscribed to the account’s topic stays there and is not asked again', async () => {
    const { TopicArn } = await stage.sns.send(new CreateTopicCommand({ Name: MAIN }));
    await stage.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'https', Endpoint: HOOK }));
    stage.sandbox.calls.clear();
    const { confirmed, topics } = await subscribe([{ kind: 'webhook', address: HOOK }]);
    expect(confirmed).toEqual([HOOK]);
    expect(topics.own).toEqual([]);
    expect(stage.sandbox.calls.counts()).toEqual({ 'sns:ListSubscriptionsByTopic': 1 });
  });

  it('moves to its own topic after its subscription to the account’s topic was removed', async () => {
    const { TopicArn = '' } = await stage.sns.send(new CreateTopicCommand({ Name: MAIN }));
    await stage.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'https', Endpoint: HOOK }));
    const [first] = (await subscriptionsOf(stage.sns, TopicArn)) ?? [];
    await stage.sns.send(new UnsubscribeCommand({ SubscriptionArn: first?.SubscriptionArn }));
    const { topics } = await subscribe([{ kind: 'webhook', address: HOOK }]);
    expect(topics).toMatchObject({ main: undefined, own: [{ channel: { name: 'webhook' } }] });
  });

  it('is unsubscribed from its topic when the configuration no longer names it', async () => {
    await subscribe([{ kind: 'webhook', address: HOOK }]);
    await subscribe([]);
    const config = configSchema.parse({});
    expect(await readSubscriptions(PAY, channels, { ...stage, config, home })).toMatchObject({
      confirmed: [],
    });
  });

  it('whose topic fails delays no e-mail, and only it is retried', async () => {
    const contacts: Contacts = [{ address: 'pay@example.com' }, { kind: 'webhook', address: HOOK }];
    stage.sandbox.faults.add({ operation: 'Publish', resource: '__webhook', kind: 'deny', times: 1 });
    await expect(send(contacts)).rejects.toThrow('__webhook');
    expect([...bodies().keys()]).toEqual([MAIN]);
    await send(contacts);
    expect(stage.sandbox.outbox.list().map(({ topic }) => topic)).toEqual([MAIN, `${MAIN}__webhook`]);
  });
});

describe('a contact', () => {
  it('with a channel that this version lacks is refused, and the others are subscribed', async () => {
    const { refused, delivered } = await send([
      { address: HOOK, channel: 'jira' },
      { address: 'pay@example.com' },
    ]);
    expect(refused.map(({ error }) => error.message)).toEqual([
      expect.stringContaining('This version has no channel "jira"'),
    ]);
    expect(delivered.sent).toBeDefined();
  });

  it('that is named twice is subscribed once', async () => {
    stage.sandbox.calls.clear();
    await subscribe([{ address: 'pay@example.com' }, { address: 'Pay@Example.com' }]);
    expect(stage.sandbox.calls.counts()).toMatchObject({ 'sns:Subscribe': 1 });
  });
});

describe('the secret in a webhook’s address', () => {
  it('is in no message or error', async () => {
    stage.sandbox.faults.add({ operation: 'Subscribe', kind: 'error', code: 'InvalidParameter' });
    const { refused } = await subscribe([{ kind: 'webhook', address: HOOK }]);
    const said = refused
      .map(({ error }) => `${error.message} ${String(error.cause)} ${error.stack}`)
      .join(' ');
    expect(said).toContain('https://hooks.example.com/…');
    expect(said).not.toContain(SECRET);
    stage.sandbox.faults.clear();
    await send([{ address: 'pay@example.com' }, { kind: 'webhook', address: HOOK }]);
    const texts = stage.sandbox.outbox
      .list()
      .map(({ subject, bodies: text, attributes }) => [subject, text, attributes]);
    expect(texts).toHaveLength(2);
    expect(JSON.stringify(texts)).not.toContain(SECRET);
  });
});
