import { ListSubscriptionsByTopicCommand, SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import { filterPolicy } from '../../../shared/messages/filter-policy.ts';
import { EXAMPLE_POLICIES } from '../../bed/messages/example-policies.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingsOf,
  goodSecret,
  importedCertificate,
  OWN,
} from '../../bed/pipeline/estate.ts';
import { snsOf } from '../../bed/messages/stage.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const TOPIC = 'skc-watch-111111111111';
const [CRITICAL_ONLY] = EXAMPLE_POLICIES;

async function setPolicy(topic: string, policy: object, scope = 'MessageAttributes'): Promise<void> {
  const sns = snsOf(stage.sandbox, 'eu-west-1');
  const { Subscriptions = [] } = await sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: `arn:aws:sns:eu-west-1:111111111111:${topic}` }),
  );
  for (const { SubscriptionArn } of Subscriptions)
    for (const [AttributeName, AttributeValue] of [
      ['FilterPolicyScope', scope],
      ['FilterPolicy', JSON.stringify(policy)],
    ])
      await sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
      );
}

const topicsSent = (from = 0) =>
  stage.sandbox.outbox
    .list()
    .slice(from)
    .map(({ topic }) => topic);

describe('a subscription with a filter policy', () => {
  it('counts as notified only of what it lets through; the rest goes to the organisation in the same run', async () => {
    const estate = emptyEstate(1);
    const own = accountAt(estate, 0);
    own.secrets.push(goodSecret('first', { rotation: undefined }));
    stage = await openStage(dynalite.url, estate, configOf(estate));
    await stage.run();
    expect(topicsSent()).toEqual([TOPIC]);
    await setPolicy(TOPIC, filterPolicy(CRITICAL_ONLY?.filter ?? {}));
    own.secrets.push(goodSecret('second', { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    const { alerted } = await stage.run();
    expect(alerted.map(({ notNotified }) => notNotified)).toEqual(['filtered']);
    expect(topicsSent(1)).toEqual(['skc-watch-organisation']);
    const message = stage.sandbox.outbox.list()[1]?.bodies.default;
    expect(message).toContain('second');
    expect(message).not.toContain('"name":"first"');
    const marks = (await findingsOf(stage, OWN)).map(({ subject, notified }) => [
      subject.name,
      Object.keys(notified),
    ]);
    expect(marks).toEqual([
      ['first', ['account']],
      ['second', ['organisation']],
    ]);
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(topicsSent(2)).toEqual([]);
    // What is critical gets through, and what was dropped before is named with it.
    own.certificates.push(importedCertificate('api.pay.example.com', 3));
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(topicsSent(2)).toEqual([TOPIC]);
    expect(stage.sandbox.outbox.list()[2]?.bodies.default).toContain('second');
  });

  it('of the scope MessageBody is not counted as notified', async () => {
    const estate = emptyEstate(1);
    const own = accountAt(estate, 0);
    own.secrets.push(goodSecret('first', { rotation: undefined }));
    stage = await openStage(dynalite.url, estate, configOf(estate));
    await stage.run();
    await setPolicy(TOPIC, { severity: ['medium'] }, 'MessageBody');
    own.secrets.push(goodSecret('second', { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(topicsSent(1)).toEqual(['skc-watch-organisation']);
  });

  it('is read once for a message, and not where nothing is sent', async () => {
    const estate = emptyEstate(1);
    accountAt(estate, 0).secrets.push(goodSecret('first', { rotation: undefined }));
    stage = await openStage(dynalite.url, estate, configOf(estate));
    const read = () =>
      Object.entries(stage.sandbox.calls.counts())
        .filter(([call]) => call.endsWith('GetSubscriptionAttributes'))
        .reduce((sum, [, count]) => sum + count, 0);
    await stage.run();
    expect(read()).toBe(1);
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(read()).toBe(1);
  });
});

describe('a critical finding of an account whose contact has confirmed', () => {
  it('goes to the organisation as well when it has been open for three days', async () => {
    const estate = emptyEstate(1);
    accountAt(estate, 0).certificates.push(importedCertificate('api.pay.example.com', 5));
    stage = await openStage(dynalite.url, estate, configOf(estate));
    await stage.run();
    expect(topicsSent()).toEqual([TOPIC]);
    stage.sandbox.clock.advanceDays(2);
    await stage.run();
    expect(topicsSent()).not.toContain('skc-watch-organisation');
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(topicsSent().filter((topic) => topic === 'skc-watch-organisation')).toHaveLength(1);
    const message = stage.sandbox.outbox.list().find(({ topic }) => topic === 'skc-watch-organisation');
    expect(message?.bodies['email']).toContain('escalated, open since 2026-11-21');
  });
});
