import { SNSClient } from '@aws-sdk/client-sns';
import pc from 'picocolors';
import { afterEach, describe, expect, it } from 'vitest';
import { storedDeliveries } from '../../../cli/remote/stored-deliveries.ts';
import { deliveriesOf } from '../../../cli/run/deliveries.ts';
import type { PipelineResult } from '../../../cli/run/pipeline.ts';
import { alertLines, type Delivery } from '../../../cli/screen/run-alerts.ts';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { sharedAudienceOf } from '../../../shared/contacts/shared-addresses.ts';
import { readSubscriptions } from '../../../shared/contacts/subscriptions.ts';
import { channels } from '../../../shared/messages/channels/registry.ts';
import type { Audience } from '../../../shared/model/audience.ts';
import { accountAt, configOf, emptyEstate, goodSecret, REGION } from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const TEAM = 'team@example.com';
const SHARED = sharedAudienceOf(TEAM);
const [ONE, TWO, THREE] = ['111111111111', '200000000001', '200000000002'] as const;
const HOME = { partition: 'aws', region: REGION, accountId: ONE };

const dynalite = dynaliteOfFile();
let stage: Stage;
let config: ConfigInput;
afterEach(() => stage.close());

/** Two accounts with a finding each and the same contact, and one with a contact of its own. */
async function open(neverConfirm: readonly string[] = []): Promise<void> {
  const estate = emptyEstate(3);
  for (const index of estate.accounts.keys())
    accountAt(estate, index).secrets.push(goodSecret(`secret-${index}`, { rotation: undefined }));
  estate.neverConfirm.push(...neverConfirm);
  config = configOf(estate, {
    contacts: {
      organisation: [{ address: 'organisation@example.com' }],
      accounts: {
        [ONE]: [{ address: TEAM }],
        [TWO]: [{ address: TEAM }],
        [THREE]: [{ address: 'own@example.com' }],
      },
    },
  });
  stage = await openStage(dynalite.url, estate, config);
}

const kinds = (deliveries: readonly Delivery[]) =>
  Object.fromEntries(deliveries.map(({ audience, kind }) => [audience, kind]));

/** What the page of a deployed run shows, read back from the table and SNS. */
async function stored({ run }: PipelineResult): Promise<Delivery[]> {
  const { inventory, messageLog } = stage.database;
  const sns = new SNSClient(clientConfig(REGION));
  const ownSubscriptions = (audience: Audience) =>
    readSubscriptions(audience, channels, { sns, home: HOME, config: configSchema.parse(config) });
  try {
    return await storedDeliveries(await inventory.accounts(), run, {
      inventory,
      messageLog,
      ownSubscriptions,
    });
  } finally {
    sns.destroy();
  }
}

/** The deliveries of a run, once it is seen that a deployed run shows the same. */
async function shownAfter(result: PipelineResult): Promise<Delivery[]> {
  const deliveries = deliveriesOf(result);
  expect(await stored(result)).toEqual(deliveries);
  return deliveries;
}

describe('accounts whose contact is a shared address', () => {
  it('count as the one message that was sent to it', async () => {
    await open();
    const deliveries = await shownAfter(await stage.run());
    expect(kinds(deliveries)).toEqual({
      [`aws#${THREE}`]: 'sent',
      [SHARED]: 'sent',
      organisation: 'nothing new',
    });
    expect(deliveries.find(({ audience }) => audience === SHARED)?.to).toEqual([TEAM]);
  });

  it('count once as an audience without news', async () => {
    await open();
    await stage.run();
    stage.sandbox.clock.advanceDays(1);
    expect(kinds(await shownAfter(await stage.run()))).toEqual({
      [`aws#${THREE}`]: 'nothing new',
      [SHARED]: 'nothing new',
      organisation: 'nothing new',
    });
  });

  it('are not notified each while it has not confirmed', async () => {
    await open([TEAM]);
    expect(kinds(await shownAfter(await stage.run()))).toEqual({
      [`aws#${ONE}`]: 'not notified',
      [`aws#${TWO}`]: 'not notified',
      [`aws#${THREE}`]: 'sent',
      organisation: 'sent',
    });
  });

  it('are not counted as without news if its message could not be sent', async () => {
    await open();
    const topic = `skc-watch-to__${SHARED.slice('contact#'.length)}`;
    stage.sandbox.faults.add({ service: 'sns', operation: 'Publish', resource: topic, kind: 'deny' });
    const result = await stage.run();
    expect(result.shared.failures).toHaveLength(1);
    expect(kinds(deliveriesOf(result))).toMatchObject({
      [SHARED]: 'not notified',
      // It gets what the shared contact was not sent.
      organisation: 'sent',
    });
  });

  it('are shown as not read, after a deployed run, where SNS does not say who is subscribed, and the others as ever', async () => {
    await open();
    const result = await stage.run();
    const topic = `skc-watch-to__${SHARED.slice('contact#'.length)}`;
    stage.sandbox.faults.add({ service: 'sns', resource: topic, kind: 'deny' });
    const deliveries = await stored(result);
    expect(kinds(deliveries)).toEqual({
      [`aws#${THREE}`]: 'sent',
      [SHARED]: 'not read',
      organisation: 'nothing new',
    });
    const page = alertLines(deliveries, (key) => key, pc.createColors(false), 5);
    expect(page.at(-1)).toBe('  not read: a shared contact: skc contacts');
  });
});
