import { afterEach, describe, expect, it } from 'vitest';
import { begin } from '../../../functions/begin/begin.ts';
import { openRunLock } from '../../../shared/inventory/run-lock.ts';
import { isIncomplete } from '../../../cli/run/local-run.ts';
import { newPermissions } from '../../bed/new-permissions.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  EPOCH,
  findingLines,
  goodSecret,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { awsSources } from '../../../shared/sources/aws/registry.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

/** Accounts with the member role of the previous release, which grants no new permission. */
function lagging(accounts: number): Estate {
  const estate = emptyEstate(accounts);
  for (const account of estate.accounts.slice(1))
    for (const action of newPermissions('aws')) {
      const [service = '', operation = ''] = action.split(':');
      account.denials.push({ service, operations: [operation], by: 'identity' });
    }
  // A new finding, so that the organisation gets a message.
  accountAt(estate, 1).secrets.push(goodSecret('left', { rotation: undefined }));
  return estate;
}

/** The table after a run of the previous release. */
async function afterEarlierRelease(estate: Estate, more: ConfigInput = {}): Promise<Stage> {
  // No account has contacts, so everything goes to the organisation.
  const contacts = { organisation: [{ address: 'o@example.com' }] };
  const opened = await openStage(dynalite.url, estate, configOf(estate, { contacts, ...more }));
  const now = addDays(EPOCH, -1);
  const run = { id: `${now}.001`, now, state: 'done', startedAt: now, finishedAt: now } as const;
  await opened.database.inventory.startRun(run);
  return opened;
}

const usesOf = (action: string) =>
  awsSources.flatMap(({ permissions }) =>
    permissions.filter((each) => each.action === action).map(({ use }) => use),
  );

const unreadable = async (estate: Estate) =>
  (await findingLines(stage, accountAt(estate, 1).key)).filter((line) => line.includes('target-unreadable'));

describe("a member role of the previous release, with this release's collector", () => {
  it('results in no finding, no other exit code, and one line in the organisation’s message', async () => {
    const estate = lagging(3);
    stage = await afterEarlierRelease(estate);
    const result = await stage.run();
    expect(await unreadable(estate)).toEqual([]);
    const lacking = newPermissions('aws').length;
    const listing = newPermissions('aws').filter((action) => usesOf(action).includes('list'));
    const { standing } = (await stage.database.inventory.account(accountAt(estate, 1).key)) ?? {};
    // Where the permission is for a detail, the target is read in part.
    expect(standing?.coverage).toMatchObject({ denied: listing.length, awaiting: lacking });
    expect(await isIncomplete(stage.database.inventory, result)).toBe(false);
    const [message] = stage.sandbox.outbox.list().filter(({ topic }) => topic.endsWith('-organisation'));
    const body = (message?.bodies['email'] ?? '').replaceAll(/\s+/g, ' ');
    expect(body.match(/The reading roles do not grant/g)).toHaveLength(1);
    expect(body).toContain(`${2 * lacking} wait for an update of the reading role`);
    expect(body).not.toContain('NOT READ');
  });

  it('is a finding when the grace period is over, and not a second before', async () => {
    const estate = lagging(2);
    stage = await afterEarlierRelease(estate, { upgradeGraceDays: 3 });
    await stage.run();
    stage.sandbox.clock.set('2026-11-24T05:59:59Z');
    await stage.run();
    expect(await unreadable(estate)).toEqual([]);
    stage.sandbox.clock.set('2026-11-24T06:00:00Z');
    const result = await stage.run();
    expect(await unreadable(estate)).toHaveLength(newPermissions('aws').length);
    expect(await isIncomplete(stage.database.inventory, result)).toBe(true);
  });

  it('is read completely once the role is updated', async () => {
    const estate = lagging(2);
    stage = await afterEarlierRelease(estate);
    await stage.run();
    for (const account of estate.accounts) account.denials = [];
    stage.sandbox.clock.advanceDays(1);
    await stage.run();
    const { standing, targets } = (await stage.database.inventory.account(accountAt(estate, 1).key)) ?? {};
    expect(standing?.coverage).toMatchObject({ complete: targets?.length, denied: 0 });
    expect(standing?.coverage.awaiting).toBeUndefined();
  });

  it('is a finding at once if another permission is missing too, and in a new installation', async () => {
    const estate = lagging(2);
    accountAt(estate, 1).denials.push({ service: 'kms', operations: ['ListKeys'], by: 'identity' });
    stage = await afterEarlierRelease(estate);
    await stage.run();
    expect(await unreadable(estate)).toEqual(['open target-unreadable aws.kms-key in eu-west-1']);
    await stage.close();
    const fresh = lagging(2);
    stage = await openStage(dynalite.url, fresh, configOf(fresh));
    await stage.run();
    expect(await unreadable(fresh)).toHaveLength(newPermissions('aws').length);
  });

  it('has its grace period from the first run of this release, and again after a rollback', async () => {
    const estate = lagging(2);
    stage = await afterEarlierRelease(estate);
    const { run } = await stage.run();
    expect(run.permissionsSince).toBe(EPOCH);
    stage.sandbox.clock.advanceDays(1);
    expect((await stage.run()).run.permissionsSince).toBe(EPOCH);
    const rolledBack = addDays(EPOCH, 2);
    await stage.database.inventory.startRun({
      id: `${rolledBack}.001`,
      now: rolledBack,
      state: 'done',
      startedAt: rolledBack,
    });
    stage.sandbox.clock.set(addDays(EPOCH, 3));
    const { inventory, client } = stage.database;
    const lock = openRunLock(client, stage.table);
    const begun = await begin(
      { execution: 'arn:aws:states:eu-west-1:1:execution:a:1', now: stage.sandbox.clock.now() },
      { inventory, lock, isRunning: async () => false },
    );
    expect(begun).toMatchObject({ run: { permissionsSince: addDays(EPOCH, 3) } });
  });
});
