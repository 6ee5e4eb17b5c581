import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import { isIncomplete } from '../../../cli/run/local-run.ts';
import type { PipelineResult } from '../../../cli/run/pipeline.ts';
import { alertShared } from '../../../functions/alert/alert-shared.ts';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { audienceSubscriptions } from '../../../shared/contacts/audience-subscriptions.ts';
import { sharedAudienceOf } from '../../../shared/contacts/shared-addresses.ts';
import { OutdatedRun } from '../../../shared/inventory/outdated-run.ts';
import { channels } from '../../../shared/messages/channels/registry.ts';
import { addDays, instant } from '../../../shared/model/instant.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingLines,
  goodSecret,
  OWN,
  REGION,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const TOPIC = 'skc-watch-111111111111';
const MAIL = 'pay@example.com';
const HOOK = 'https://hooks.example.com/services/pL4nt3dS3cret';
const TEAM = 'team@example.com';
const SHARED = `skc-watch-to__${sharedAudienceOf(TEAM).slice('contact#'.length)}`;

type Contacts = NonNullable<NonNullable<ConfigInput['contacts']>['accounts']>;

/** Accounts with one finding each, `left-<index>`. */
function withFindings(accounts: number): Estate {
  const estate = emptyEstate(accounts);
  for (const index of estate.accounts.keys())
    accountAt(estate, index).secrets.push(goodSecret(`left-${index}`, { rotation: undefined }));
  return estate;
}

function withContacts(estate: Estate, accounts: Contacts): ConfigInput {
  return configOf(estate, {
    contacts: { organisation: [{ address: 'organisation@example.com' }], accounts },
  });
}

async function open(accounts: Contacts, count = 1): Promise<Estate> {
  const estate = withFindings(count);
  stage = await openStage(dynalite.url, estate, withContacts(estate, accounts));
  return estate;
}

/** DynamoDB refuses the requests whose text matches. */
function refuse(matches: (text: string) => boolean): void {
  stage.database.client.middlewareStack.add(
    (next) => async (args) => {
      if (matches(JSON.stringify(args.input))) throw new Error('DynamoDB refuses this item');
      return next(args);
    },
    { step: 'initialize' },
  );
}

const topics = () => stage.sandbox.outbox.list().map(({ topic }) => topic);
const refusedIn = ({ alerted }: PipelineResult) =>
  alerted.flatMap(({ refused }) => refused.map(({ address }) => address));
const organisationMail = () =>
  (
    stage.sandbox.outbox.list().findLast(({ topic }) => topic.endsWith('-organisation'))?.bodies['email'] ??
    ''
  ).replaceAll(/\s+/g, ' ');

describe('a topic of an account that SNS refuses', () => {
  const contacts = { '111111111111': [{ address: MAIL }, { kind: 'webhook' as const, address: HOOK }] };

  it('costs its own contacts only, and the run names them and is incomplete', async () => {
    await open(contacts);
    stage.sandbox.faults.add({ service: 'sns', resource: `${TOPIC}__webhook`, kind: 'deny' });
    const result = await stage.run();
    expect(topics()).toEqual([TOPIC]);
    expect(refusedIn(result)).toEqual([HOOK]);
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
    expect(await findingLines(stage, OWN)).toEqual(['open never-expires left-0']);
    stage.sandbox.faults.clear();
    const next = await stage.run();
    expect(refusedIn(next)).toEqual([]);
    expect(await isIncomplete(stage.database.inventory, next)).toBe(false);
  });

  it('and whose others are confirmed leaves those notified, whichever it is', async () => {
    const estate = await open(contacts);
    await stage.run();
    stage.sandbox.faults.add({
      service: 'sns',
      operation: 'ListSubscriptionsByTopic',
      resource: TOPIC,
      kind: 'deny',
      times: 1,
    });
    accountAt(estate, 0).secrets.push(goodSecret('later', { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    const result = await stage.run();
    expect(refusedIn(result)).toEqual([MAIL]);
    expect(topics().slice(2)).toEqual([`${TOPIC}__webhook`]);
  });

  it('with all the others leaves its findings to the organisation, and no rule says that nobody has confirmed', async () => {
    await open(contacts);
    stage.sandbox.faults.add({ service: 'sns', resource: TOPIC, kind: 'deny' });
    const result = await stage.run();
    expect(result.unfinished).toMatchObject([{ account: OWN, step: 'alert' }]);
    expect(organisationMail()).toContain('(111111111111) message failed;');
    expect(await findingLines(stage, OWN)).toEqual(['open never-expires left-0']);
  });
});

describe('a contact whose item DynamoDB refuses', () => {
  it('costs itself only: the other is notified', async () => {
    await open({ '111111111111': [{ address: MAIL }, { address: 'other@example.com' }] });
    refuse((text) => text.includes('"item":"contact#') && text.includes('other@example.com'));
    const result = await stage.run();
    expect(topics()).toEqual([TOPIC]);
    expect(stage.sandbox.outbox.list()[0]?.deliveries.map(({ endpoint }) => endpoint)).toEqual([MAIL]);
    expect(refusedIn(result)).toEqual(['other@example.com']);
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
  });

  it('is no account without a contact: it was not notified, and the organisation is', async () => {
    await open({ '111111111111': [{ address: MAIL }] });
    refuse((text) => text.includes('"item":"contact#') && text.includes(MAIL));
    const result = await stage.run();
    expect(result.unfinished).toMatchObject([{ account: OWN, step: 'alert' }]);
    expect(await findingLines(stage, OWN)).toEqual(['open never-expires left-0']);
    expect(organisationMail()).toContain('left-0');
  });

  it('and that cannot be removed is kept, and the others are notified', async () => {
    const estate = await open({ '111111111111': [{ address: MAIL }, { address: 'other@example.com' }] });
    await stage.run();
    refuse((text) => text.includes('"contact#') && !text.includes('Expression'));
    accountAt(estate, 0).secrets.push(goodSecret('later', { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    const result = await stage.run(withContacts(estate, { '111111111111': [{ address: MAIL }] }));
    expect(refusedIn(result)).toEqual(['other@example.com']);
    expect(topics()).toEqual([TOPIC, TOPIC]);
  });
});

describe('the shared addresses', () => {
  const shared = { '111111111111': [{ address: TEAM }], '200000000001': [{ address: TEAM }] };

  it('that DynamoDB refuses in the last step leave their accounts to the organisation, and name each address', async () => {
    await open(shared, 2);
    // Planning and each of the two accounts read them before.
    let reads = 0;
    refuse((text) => text.includes('KeyCondition') && text.includes('"shared-address#"') && ++reads > 3);
    const result = await stage.run();
    expect(result.shared.failures).toMatchObject([
      { audience: sharedAudienceOf(TEAM), accounts: [OWN, 'aws#200000000001'] },
    ]);
    expect(result.alerted.map(({ notNotified }) => notNotified)).toEqual([
      'message failed',
      'message failed',
    ]);
    for (const name of ['left-0', 'left-1']) expect(organisationMail()).toContain(name);
    expect(await findingLines(stage, OWN)).toEqual(['open never-expires left-0']);
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
  });

  it('of a newer run end the step: an outdated one reports no failure of its own', async () => {
    const estate = await open(shared, 2);
    await stage.run();
    const sns = new SNSClient(clientConfig(REGION));
    const before = { id: 'R-before', now: addDays(stage.sandbox.clock.now(), -1) };
    const alerted = [
      { account: OWN, contacts: 1, shared: [{ audience: sharedAudienceOf(TEAM), own: false }] },
    ];
    const outdated = alertShared(
      { run: before, alerted },
      {
        ...stage.database,
        config: configSchema.parse(withContacts(estate, shared)),
        sns,
        home: { partition: 'aws', accountId: '111111111111', region: REGION },
        leaseSeconds: 20,
        sleep: async () => undefined,
        realClock: () => instant(new Date()),
      },
    );
    await expect(outdated).rejects.toBeInstanceOf(OutdatedRun);
    sns.destroy();
  });
});

describe('the subscriptions of an account with a shared contact whose topic SNS refuses', () => {
  it('are those that could be read, and the topic that could not', async () => {
    const estate = await open(
      { '111111111111': [{ address: MAIL }, { address: TEAM }], '200000000001': [{ address: TEAM }] },
      2,
    );
    await stage.run();
    stage.sandbox.faults.add({ service: 'sns', resource: SHARED, kind: 'deny' });
    const sns = new SNSClient(clientConfig(REGION));
    const read = audienceSubscriptions(channels, {
      sns,
      home: { partition: 'aws', accountId: '111111111111', region: REGION },
      config: configSchema.parse(configOf(estate)),
      contactsOf: stage.database.inventory.contacts,
    });
    const subscriptions = await read(OWN);
    expect(subscriptions?.confirmed).toEqual([MAIL]);
    expect(subscriptions?.unread?.map(({ topicArn }) => topicArn.split(':').at(-1))).toEqual([
      SHARED,
      `${SHARED}__webhook`,
    ]);
    sns.destroy();
  });
});
