import { afterEach, describe, expect, it } from 'vitest';
import {
  accountAt,
  configOf,
  emptyEstate,
  findingLines,
  findingsOf,
  goodSecret,
  OWN,
  skcsOf,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';
import { awsSources } from '../../../shared/sources/aws/registry.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

describe('an account that leaves the organisation', () => {
  it.each([true, false])('is retired with its last record, its contacts known: %s', async (known) => {
    const estate = emptyEstate(2);
    const leaving = accountAt(estate, 1);
    leaving.secrets.push(goodSecret('left', { rotation: undefined }));
    const config = configOf(
      estate,
      known ? {} : { contacts: { organisation: [{ address: 'o@example.com' }] } },
    );
    stage = await openStage(dynalite.url, estate, config);
    await stage.run();
    estate.accounts.pop();
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    const account = await stage.database.inventory.account(leaving.key);
    expect(account).toMatchObject({ status: 'retired', retiredAt: stage.sandbox.clock.now(), targets: [] });
    expect((await findingsOf(stage, leaving.key)).filter(({ state }) => state === 'open')).toEqual([]);
    expect(await findingLines(stage, leaving.key)).toContain('deleted never-expires left');
    expect(account?.standing?.findings).toEqual({ low: 0, medium: 0, high: 0, critical: 0 });
    expect((await skcsOf(stage, leaving.key)).map(({ name }) => name)).toEqual(['left']);
    const sent = stage.sandbox.outbox.list().length;
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(stage.sandbox.outbox.list()).toHaveLength(sent);
    expect(await stage.database.inventory.account(leaving.key)).toMatchObject({
      retiredAt: account?.retiredAt,
    });
  });
});

/** With one open region each source has one target. */
const TARGETS = awsSources.length;

describe('a region', () => {
  it('that was closed leaves its findings stale and is no longer read', async () => {
    const estate = emptyEstate(1);
    const account = accountAt(estate, 0);
    account.regions.push({ name: 'ap-south-1', status: 'ENABLED' });
    account.secrets.push(goodSecret('far', { rotation: undefined, region: 'ap-south-1' }));
    stage = await openStage(dynalite.url, estate, configOf(estate));
    await stage.run();
    stage.sandbox.faults.add({ region: 'ap-south-1', service: 'secretsmanager', kind: 'deny' });
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    const unread = 'target-unreadable aws.secrets-manager-secret in ap-south-1';
    expect(await findingLines(stage, OWN)).toEqual(['stale open never-expires far', `open ${unread}`]);
    account.regions = account.regions.map((region) =>
      region.name === 'ap-south-1' ? { ...region, status: 'DISABLED' } : region,
    );
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual(['stale open never-expires far', `resolved ${unread}`]);
    const { standing } = (await stage.database.inventory.account(OWN)) ?? {};
    expect(standing?.coverage).toMatchObject({ planned: TARGETS, complete: TARGETS });
  });

  it('that a policy denies is accepted if the configuration expects it, and still counted', async () => {
    const estate = emptyEstate(1);
    accountAt(estate, 0).denials.push({ service: 'kms', region: 'eu-west-1', by: 'scp' });
    const config = configOf(estate, {
      expectedUnreadable: [{ region: 'eu-west-1', source: 'aws.kms-key', reason: 'closed by policy' }],
    });
    stage = await openStage(dynalite.url, estate, config);
    await stage.run();
    expect(await findingLines(stage, OWN)).toEqual([]);
    const { standing } = (await stage.database.inventory.account(OWN)) ?? {};
    const complete = TARGETS - 1;
    expect(standing?.coverage).toMatchObject({ planned: TARGETS, complete, denied: 1, accepted: 1 });
  });
});
