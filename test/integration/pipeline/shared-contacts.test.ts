import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import { sharedAudienceOf } from '../../../shared/contacts/shared-addresses.ts';
import { subscriptionsOf, topicArnOf } from '../../../shared/contacts/topics.ts';
import { accountKey } from '../../../shared/model/account.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingLines,
  findingsOf,
  goodSecret,
  REGION,
  subjectsOn,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const IDS = ['111111111111', '200000000001', '200000000002'] as const;
const KEYS = IDS.map((id) => accountKey('aws', id));
const [ONE, TWO] = IDS;
const TEAM = 'team@example.com';
const home = { partition: 'aws', region: REGION, accountId: ONE };
const SHARED_ARN = topicArnOf(home, 'skc-watch', sharedAudienceOf(TEAM));
const SHARED = SHARED_ARN.split(':').at(-1) ?? '';

/** Accounts with one finding each, `secret-<index>`. */
function withFindings(accounts = 2): Estate {
  const estate = emptyEstate(accounts);
  for (const index of estate.accounts.keys())
    accountAt(estate, index).secrets.push(goodSecret(`secret-${index}`, { rotation: undefined }));
  return estate;
}

function withContacts(estate: Estate, contacts: Record<string, string[]>) {
  const accounts = Object.fromEntries(
    Object.entries(contacts).map(([id, addresses]) => [id, addresses.map((address) => ({ address }))]),
  );
  return configOf(estate, {
    contacts: { organisation: [{ address: 'organisation@example.com' }], accounts },
  });
}

async function open(estate: Estate, contacts: Record<string, string[]>): Promise<void> {
  stage = await openStage(dynalite.url, estate, withContacts(estate, contacts));
}

/** As after the previous release: the address has confirmed on the account's topic. */
async function confirmedBefore(...ids: readonly string[]): Promise<void> {
  const credentials = { accessKeyId: ONE, secretAccessKey: 'sandbox' };
  const sns = new SNSClient({ endpoint: stage.sandbox.url, region: REGION, credentials });
  for (const id of ids) {
    const { TopicArn } = await sns.send(
      new CreateTopicCommand({
        Name: `skc-watch-${id}`,
        Tags: [{ Key: 'application', Value: 'skc-watch' }],
      }),
    );
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: TEAM }));
  }
  sns.destroy();
  stage.sandbox.calls.clear();
}

const messages = () => stage.sandbox.outbox.list().filter(({ topic }) => !topic.endsWith('-organisation'));
const topics = () => messages().map(({ topic }) => topic);
const asked = () => stage.sandbox.calls.counts()['sns:Subscribe'] ?? 0;

async function addressesOn(arn: string): Promise<(string | undefined)[]> {
  const sns = new SNSClient(clientConfig(REGION));
  const subscriptions = (await subscriptionsOf(sns, arn)) ?? [];
  sns.destroy();
  return subscriptions.map(({ Endpoint }) => Endpoint);
}

describe('a new address of two accounts', () => {
  it('is asked to confirm once, gets one message about both accounts, and nothing the second time', async () => {
    await open(withFindings(), { [ONE]: [TEAM], [TWO]: [TEAM] });
    const { alerted } = await stage.run();
    expect(topics()).toEqual([SHARED]);
    expect(messages()[0]?.deliveries.map(({ endpoint }) => endpoint)).toEqual([TEAM]);
    for (const name of ['secret-0', 'secret-1']) expect(messages()[0]?.bodies['email']).toContain(name);
    expect(messages()[0]?.subject).toContain('[SKC] 2 accounts: ');
    // One for the organisation, one for the address.
    expect(asked()).toBe(2);
    expect(alerted.map(({ notNotified }) => notNotified)).toEqual([undefined, undefined]);
    expect(await findingLines(stage, KEYS[1] ?? 'aws#')).toEqual(['open never-expires secret-1']);
    const [finding] = await findingsOf(stage, KEYS[1] ?? 'aws#');
    expect(Object.keys(finding?.notified ?? {})).toEqual([sharedAudienceOf(TEAM)]);

    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(stage.sandbox.outbox.list()).toHaveLength(1);
    expect(asked()).toBe(2);
  });

  it('that has not confirmed leaves both accounts to the organisation’s message, and is not asked again', async () => {
    const estate = withFindings();
    estate.neverConfirm.push(TEAM);
    await open(estate, { [ONE]: [TEAM], [TWO]: [TEAM] });
    const { alerted } = await stage.run();
    expect(alerted.map(({ notNotified }) => notNotified)).toEqual([
      'no confirmed subscription',
      'no confirmed subscription',
    ]);
    const [toAll, ...others] = stage.sandbox.outbox.list();
    expect(others).toEqual([]);
    expect(toAll?.bodies.default).toContain('contact-unconfirmed');
    const rules = (await findingsOf(stage, KEYS[1] ?? 'aws#')).map(({ rule, state }) => `${state} ${rule}`);
    expect(rules).toContain('open contact-unconfirmed');
    await stage.run();
    expect(asked()).toBe(2);
  });

  it('gets the news of only one of its accounts', async () => {
    const estate = withFindings();
    await open(estate, { [ONE]: [TEAM], [TWO]: [TEAM] });
    await stage.run();
    accountAt(estate, 1).secrets.push(goodSecret('another', { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(topics()).toEqual([SHARED, SHARED]);
    expect(messages()[1]?.bodies['email']).toContain('another');
    expect(messages()[1]?.bodies['email']).not.toContain('secret-0');
  });

  it('stays subscribed while one account names it, and is unsubscribed with the last', async () => {
    const estate = withFindings();
    await open(estate, { [ONE]: [TEAM], [TWO]: [TEAM] });
    await stage.run();
    const other = 'other@example.com';
    await stage.run(withContacts(estate, { [ONE]: [TEAM], [TWO]: [other] }));
    expect(await addressesOn(SHARED_ARN)).toEqual([TEAM]);
    expect(await addressesOn(topicArnOf(home, 'skc-watch', `aws#${ONE}`))).toEqual([]);
    stage.sandbox.faults.add({ service: 'sns', operation: 'Unsubscribe', kind: 'deny' });
    const gone = withContacts(estate, { [ONE]: [other], [TWO]: [other] });
    const { shared } = await stage.run(gone);
    expect(shared.audiences.flatMap(({ refused }) => refused.map(({ address }) => address))).toEqual([TEAM]);
    expect(await addressesOn(SHARED_ARN)).toEqual([TEAM]);
    stage.sandbox.faults.clear();
    await stage.run(gone);
    expect(await addressesOn(SHARED_ARN)).toEqual([]);
    const left = await stage.database.inventory.sharedAddresses();
    expect(left.map(({ address }) => address)).toEqual([other]);
  });
});

describe('an address that has confirmed on the topics of its accounts', () => {
  it('stays there: two messages as before, and no new confirmation', async () => {
    await open(withFindings(), { [ONE]: [TEAM], [TWO]: [TEAM] });
    await confirmedBefore(ONE, TWO);
    const { shared } = await stage.run();
    expect(topics().toSorted()).toEqual([`skc-watch-${ONE}`, `skc-watch-${TWO}`]);
    // Only the organisation's contact.
    expect(asked()).toBe(1);
    expect(shared.audiences).toMatchObject([{ accounts: [], to: [] }]);
    expect(await addressesOn(SHARED_ARN)).toEqual([]);
  });

  it('gets later accounts in one separate message', async () => {
    await open(withFindings(3), { [ONE]: [TEAM], [TWO]: [TEAM], [IDS[2]]: [TEAM] });
    await confirmedBefore(ONE);
    await stage.run();
    expect(topics()).toEqual([`skc-watch-${ONE}`, SHARED]);
    expect(messages()[1]?.bodies['email']).toContain('secret-1');
    expect(messages()[1]?.bodies['email']).toContain('secret-2');
    expect(messages()[1]?.bodies['email']).not.toContain('secret-0');
    expect(asked()).toBe(2);
  });
});

describe('an account with a contact of its own and a shared one', () => {
  const contacts = { [ONE]: [TEAM, 'own@example.com'], [TWO]: [TEAM] };

  it('is sent to each once', async () => {
    await open(withFindings(), contacts);
    await stage.run();
    expect(topics()).toEqual([`skc-watch-${ONE}`, SHARED]);
    expect(messages().map(({ deliveries }) => deliveries.map(({ endpoint }) => endpoint))).toEqual([
      ['own@example.com'],
      [TEAM],
    ]);
    const [finding] = await findingsOf(stage, KEYS[0] ?? 'aws#');
    expect(Object.keys(finding?.notified ?? {}).toSorted()).toEqual(['account', sharedAudienceOf(TEAM)]);
  });

  it('is notified as soon as one of them has confirmed', async () => {
    const estate = withFindings();
    estate.neverConfirm.push('own@example.com');
    await open(estate, contacts);
    const { alerted } = await stage.run();
    expect(alerted.map(({ notNotified }) => notNotified)).toEqual([undefined, undefined]);
    expect(await findingLines(stage, KEYS[0] ?? 'aws#')).toEqual(['open never-expires secret-0']);
  });
});

describe('a shared contact that fails', () => {
  const OTHER = 'other@example.com';
  const contacts = { [ONE]: [TEAM], [TWO]: [TEAM, OTHER], [IDS[2]]: [OTHER] };

  it('does not stop others, and the accounts are evaluated with what is known', async () => {
    await open(withFindings(3), contacts);
    stage.sandbox.faults.add({ service: 'sns', resource: SHARED, kind: 'deny' });
    const { shared, alerted, organisation } = await stage.run();
    expect(shared.failures).toMatchObject([{ audience: sharedAudienceOf(TEAM), accounts: KEYS.slice(0, 2) }]);
    expect(topics()).toEqual([`skc-watch-to__${sharedAudienceOf(OTHER).slice('contact#'.length)}`]);
    // Whether it has confirmed is not known.
    expect(alerted.map(({ notNotified }) => notNotified)).toEqual(['message failed', undefined, undefined]);
    expect(organisation?.delivered?.sent).toBeDefined();
    // An unknown subscription is not a finding.
    expect(await findingLines(stage, KEYS[0] ?? 'aws#')).toEqual(['open never-expires secret-0']);
    stage.sandbox.faults.clear();
    expect((await stage.run()).shared.failures).toEqual([]);
    expect(subjectsOn(stage, SHARED)).toHaveLength(1);
  });
});
