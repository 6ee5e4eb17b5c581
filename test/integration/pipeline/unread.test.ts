import { afterEach, describe, expect, it } from 'vitest';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { addDays } from '../../../shared/model/instant.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  EPOCH,
  findingLines,
  findingsOf,
  goodSecret,
  importedCertificate,
  OWN,
  skcsOf,
  subjectsOn,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

async function open(estate: Estate): Promise<Stage> {
  stage = await openStage(dynalite.url, estate, configOf(estate));
  return stage;
}

const TOPIC = 'skc-watch-111111111111';

describe('a target that cannot be read', () => {
  it('leaves its findings open, stale and escalating, until it is read again', async () => {
    const estate = emptyEstate(1);
    accountAt(estate, 0).certificates.push(importedCertificate('gateway', 20));
    await open(estate);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual(['open expiring gateway']);

    stage.sandbox.faults.add({ service: 'acm', kind: 'deny' });
    stage.sandbox.clock.advanceDays(15);
    await stage.run();
    const climbed = (await findingsOf(stage, OWN)).find(({ rule }) => rule === 'expiring');
    expect(climbed).toMatchObject({
      state: 'open',
      severity: 'critical',
      rung: 7,
      stale: { since: addDays(EPOCH, 15), lastSeenAt: EPOCH },
    });
    expect(subjectsOn(stage, TOPIC)).toHaveLength(2);

    stage.sandbox.clock.advanceDays(6);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual([
      'stale open expired gateway',
      'resolved expiring gateway',
      'open target-unreadable aws.acm-certificate in eu-west-1',
    ]);

    stage.sandbox.faults.clear();
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual([
      'open expired gateway',
      'resolved expiring gateway',
      'resolved target-unreadable aws.acm-certificate in eu-west-1',
    ]);
  });

  it('resolves nothing and opens no new findings except for expiry while it is unread', async () => {
    const estate = emptyEstate(1);
    const account = accountAt(estate, 0);
    account.secrets.push(goodSecret('kept', { rotation: undefined }), goodSecret('changed'));
    await open(estate);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual(['open never-expires kept']);

    // While it cannot be read, one secret is fixed and the other one breaks.
    account.secrets = [goodSecret('kept'), goodSecret('changed', { rotation: undefined })];
    stage.sandbox.faults.add({ service: 'secretsmanager', kind: 'deny' });
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    const unread = 'target-unreadable aws.secrets-manager-secret in eu-west-1';
    expect(await findingLines(stage, OWN)).toEqual(['stale open never-expires kept', `open ${unread}`]);

    stage.sandbox.faults.clear();
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual([
      'open never-expires changed',
      'resolved never-expires kept',
      `resolved ${unread}`,
    ]);
  });

  it('keeps its SKCs as last known, although one was deleted in the meantime', async () => {
    const estate = emptyEstate(1);
    const account = accountAt(estate, 0);
    account.secrets.push(goodSecret('a'), goodSecret('b'));
    await open(estate);
    await stage.run();
    const before = await skcsOf(stage, OWN);
    account.secrets = [goodSecret('b')];
    stage.sandbox.faults.add({ service: 'secretsmanager', kind: 'deny' });
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(await skcsOf(stage, OWN)).toEqual(before);
  });
});

describe('a finding', () => {
  it('is deleted, not resolved, if its SKC is deleted', async () => {
    const estate = emptyEstate(1);
    const account = accountAt(estate, 0);
    account.secrets.push(
      goodSecret('doomed', { rotation: undefined }),
      goodSecret('fixed', { rotation: undefined }),
    );
    await open(estate);
    await stage.run();
    account.secrets = [goodSecret('fixed')];
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual([
      'deleted never-expires doomed',
      'resolved never-expires fixed',
    ]);
    const doomed = (await skcsOf(stage, OWN)).find(({ name }) => name === 'doomed');
    expect(doomed).toMatchObject({ state: 'destroyed', absentAt: addDays(EPOCH, 1) });
    const digest = stage.sandbox.outbox.list().at(-1)?.bodies.default ?? '';
    expect(JSON.parse(digest)).toMatchObject({ news: { resolved: 1, deleted: 1, new: 0 } });
  });

  it('restarts its ladder with a new version, and each step is notified again', async () => {
    const estate = emptyEstate(1);
    const account = accountAt(estate, 0);
    account.certificates.push(importedCertificate('gateway', 5));
    await open(estate);
    await stage.run();
    expect((await findingsOf(stage, OWN))[0]).toMatchObject({ rung: 7, state: 'open' });
    // Replaced on the second day by one that is valid for a year.
    account.certificates = account.certificates.map((each) => ({
      ...each,
      reissues: [addDays(EPOCH, 2)],
      validDays: 365,
    }));
    stage.sandbox.clock.advanceDays(3);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual(['resolved expiring gateway']);
    for (const days of [325, 25]) {
      stage.sandbox.clock.advanceDays(days);
      await stage.run();
    }
    expect((await findingsOf(stage, OWN))[0]).toMatchObject({ rung: 14, state: 'open' });
    // Seven days, resolved, sixty, fourteen.
    expect(subjectsOn(stage, TOPIC)).toHaveLength(4);
  });
});
