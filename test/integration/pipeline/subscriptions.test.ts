import { afterEach, describe, expect, it } from 'vitest';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingLines,
  goodSecret,
  OWN,
  subjectsOn,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const ORGANISATION = 'skc-watch-organisation';
const organisation = [{ address: 'organisation@example.com' }];

/** Three accounts with one finding each. */
function complaining(): Estate {
  const estate = emptyEstate(3);
  for (const index of [0, 1, 2])
    accountAt(estate, index).secrets.push(goodSecret(`secret-${index}`, { rotation: undefined }));
  return estate;
}

describe('accounts without a confirmed subscription', () => {
  it('are combined in one message to the organisation', async () => {
    const estate = complaining();
    estate.neverConfirm.push('asleep@example.com');
    const config = configOf(estate, {
      contacts: { organisation, accounts: { '200000000001': [{ address: 'asleep@example.com' }] } },
    });
    stage = await openStage(dynalite.url, estate, config);
    const { alerted } = await stage.run();
    expect(alerted.map(({ notNotified }) => notNotified)).toEqual([
      'no contact',
      'no confirmed subscription',
      'no contact',
    ]);
    const messages = stage.sandbox.outbox.list();
    expect(messages.map(({ topic }) => topic)).toEqual([ORGANISATION]);
    for (const index of [0, 1, 2]) expect(messages[0]?.bodies.default).toContain(`secret-${index}`);
    await stage.run();
    expect(stage.sandbox.outbox.list()).toHaveLength(1);
  });

  it('get their own first message once a contact has confirmed', async () => {
    const estate = complaining();
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts: { organisation } }));
    await stage.run();
    const config = configOf(estate, {
      contacts: { organisation, accounts: { '111111111111': [{ address: 'team@example.com' }] } },
    });
    stage.sandbox.clock.advanceDays(1);
    await stage.run(config);
    const first = stage.sandbox.outbox.list().find(({ topic }) => topic === 'skc-watch-111111111111');
    expect(JSON.parse(first?.bodies.default ?? '')).toMatchObject({ first: true, news: { new: 1 } });
    expect(first?.bodies.default).toContain('secret-0');
    expect(await findingLines(stage, OWN)).toContain('resolved no-contact management');
  });

  it('are reported as not notified when the organisation has not confirmed either', async () => {
    const estate = complaining();
    estate.neverConfirm.push('organisation@example.com');
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts: { organisation } }));
    const { organisation: said } = await stage.run();
    expect(said).toMatchObject({ to: [], delivered: undefined });
    expect(stage.sandbox.outbox.list()).toEqual([]);
  });
});

describe('a contact in the configuration', () => {
  const to = (address: string): ConfigInput['contacts'] => ({
    organisation,
    accounts: { '111111111111': [{ address }] },
  });

  it('that was changed is subscribed, and the old one is no longer notified', async () => {
    const estate = complaining();
    const account = accountAt(estate, 0);
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts: to('old@example.com') }));
    await stage.run();
    account.secrets.push(goodSecret('another', { rotation: undefined }));
    stage.sandbox.clock.advanceDays(1);
    await stage.run(configOf(estate, { contacts: to('new@example.com') }));
    const recipients = stage.sandbox.outbox
      .list()
      .filter(({ topic }) => topic === 'skc-watch-111111111111')
      .map(({ deliveries }) => deliveries.map(({ endpoint }) => endpoint));
    expect(recipients).toEqual([['old@example.com'], ['new@example.com']]);
    const contacts = await stage.database.inventory.contacts(OWN);
    expect(contacts.map(({ address }) => address)).toEqual(['new@example.com']);
  });

  it('that cannot be unsubscribed is kept, so that the next run tries again, and the result says so', async () => {
    const estate = complaining();
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts: to('old@example.com') }));
    await stage.run();
    stage.sandbox.faults.add({ service: 'sns', operation: 'Unsubscribe', kind: 'deny' });
    const changed = configOf(estate, { contacts: to('new@example.com') });
    const { alerted } = await stage.run(changed);
    expect(alerted[0]?.refused.map(({ address }) => address)).toEqual(['old@example.com']);
    expect(alerted[0]?.to.toSorted()).toEqual(['new@example.com', 'old@example.com']);
    stage.sandbox.faults.clear();
    expect((await stage.run(changed)).alerted[0]).toMatchObject({ refused: [], to: ['new@example.com'] });
  });

  it('that only changed its case is the same contact', async () => {
    const estate = complaining();
    stage = await openStage(dynalite.url, estate, configOf(estate, { contacts: to('Team@example.com') }));
    await stage.run();
    stage.sandbox.calls.clear();
    await stage.run(configOf(estate, { contacts: to('team@example.com') }));
    expect(Object.keys(stage.sandbox.calls.counts()).filter((call) => call.endsWith('ubscribe'))).toEqual([]);
  });
});

describe('an exclusion', () => {
  it('keeps a finding out of messages until it ends', async () => {
    const estate = complaining();
    const config = configOf(estate, {
      exclusions: [
        { match: { rule: 'never-expires' }, reason: 'being replaced', by: 'Sarah', until: '2026-11-30' },
      ],
    });
    stage = await openStage(dynalite.url, estate, config);
    await stage.run();
    expect(subjectsOn(stage, 'skc-watch-111111111111')).toEqual([]);
    stage.sandbox.clock.advanceDays(9);
    await stage.run();
    expect(subjectsOn(stage, 'skc-watch-111111111111')).toEqual([]);
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(subjectsOn(stage, 'skc-watch-111111111111')).toHaveLength(1);
    expect(await findingLines(stage, OWN)).toEqual(['open never-expires secret-0']);
  });
});
