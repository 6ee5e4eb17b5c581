import { ListSubscriptionsByTopicCommand, SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import { deliveriesOf } from '../../../cli/run/deliveries.ts';
import { isIncomplete } from '../../../cli/run/local-run.ts';
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
const ORGANISATION = 'skc-watch-organisation';
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

  it('of a shared contact leaves what it drops to the organisation in the same run, in full and once', async () => {
    const estate = emptyEstate(2);
    for (const index of [0, 1])
      accountAt(estate, index).secrets.push(goodSecret(`first-${index}`, { rotation: undefined }));
    const team = [{ address: 'team@example.com' }];
    const contacts = {
      organisation: [{ address: 'organisation@example.com' }],
      accounts: Object.fromEntries(estate.accounts.map(({ id }) => [id, team])),
    };
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts }));
    await stage.run();
    const [shared = ''] = topicsSent();
    expect(shared).toContain('skc-watch-to__');
    await setPolicy(shared, filterPolicy(CRITICAL_ONLY?.filter ?? {}));
    for (const index of [0, 1])
      accountAt(estate, index).secrets.push(goodSecret(`second-${index}`, { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    const { alerted } = await stage.run();
    expect(alerted.map(({ notNotified }) => notNotified)).toEqual(['filtered', 'filtered']);
    expect(topicsSent(1)).toEqual(['skc-watch-organisation']);
    const message = stage.sandbox.outbox.list()[1]?.bodies.default ?? '';
    for (const name of ['second-0', 'second-1']) expect(message).toContain(name);
    expect(message).not.toContain('first-');
    expect(stage.sandbox.outbox.list()[1]?.bodies['email']?.replaceAll(/\s+/g, ' ')).toContain(
      'filter policies drop its message',
    );
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(topicsSent(2)).toEqual([]);
  });

  it('beside a shared contact that has confirmed is not left to the organisation', async () => {
    const estate = emptyEstate(2);
    const own = accountAt(estate, 0);
    own.secrets.push(goodSecret('first', { rotation: undefined }));
    const team = { address: 'team@example.com' };
    const contacts = {
      organisation: [{ address: 'organisation@example.com' }],
      accounts: {
        [own.id]: [{ address: 'own@example.com' }, team],
        [accountAt(estate, 1).id]: [team],
      },
    };
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts }));
    await stage.run();
    await setPolicy(TOPIC, filterPolicy(CRITICAL_ONLY?.filter ?? {}));
    own.secrets.push(goodSecret('second', { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    const sent = topicsSent().length;
    const { alerted } = await stage.run();
    expect(alerted.map(({ notNotified }) => notNotified)).toEqual([undefined, undefined]);
    expect(topicsSent(sent).map((topic) => topic.slice(0, 13))).toEqual(['skc-watch-to_']);
  });

  it('of the organisation itself means that it was not notified: nothing is marked, and it is said again without it', async () => {
    const estate = emptyEstate(1);
    accountAt(estate, 0).secrets.push(goodSecret('first', { rotation: undefined }));
    const contacts = { organisation: [{ address: 'organisation@example.com' }], accounts: {} };
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts }));
    await stage.run();
    expect(topicsSent()).toEqual([ORGANISATION]);
    await setPolicy(ORGANISATION, filterPolicy(CRITICAL_ONLY?.filter ?? {}));
    accountAt(estate, 0).secrets.push(goodSecret('second', { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    const result = await stage.run();
    expect(topicsSent(1)).toEqual([]);
    expect(result.organisation?.delivered?.filtered).toBe(true);
    expect(deliveriesOf(result)).toContainEqual(
      expect.objectContaining({ audience: 'organisation', kind: 'not notified' }),
    );
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
    expect((await findingsOf(stage, OWN)).find(({ subject }) => subject.name === 'second')?.notified).toEqual(
      {},
    );
    await setPolicy(ORGANISATION, {});
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(topicsSent(1)).toEqual([ORGANISATION]);
    expect(stage.sandbox.outbox.list()[1]?.bodies.default).toContain('second');
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
