import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeLock } from '../../../cli/deploy/restore-lock.ts';
import { UsageError } from '../../../cli/program/usage-error.ts';
import { begin } from '../../../functions/begin/begin.ts';
import { openRunLock, restoreHolder } from '../../../shared/inventory/run-lock.ts';
import { connectDatabase, TABLE, type Database } from '../../bed/database.ts';
import { openDynalite } from '../../bed/pipeline/stage.ts';

const NOW = '2026-11-21T06:00:00Z';
const EXECUTION = 'arn:aws:states:us-east-1:111111111111:execution:skc-watch:one';

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
let database: Database;
beforeAll(async () => {
  dynalite = await openDynalite();
  database = await connectDatabase(dynalite.url);
});
afterAll(async () => {
  database.close();
  await dynalite.close();
});

describe('a restore that was interrupted', () => {
  it('lets no run begin on half of it until it is completed', async () => {
    const { inventory, client } = database;
    const lock = openRunLock(client, TABLE);
    const restore = restoreHolder('2026-11-20T06:00:00Z');
    const start = () =>
      begin(
        { execution: EXECUTION, now: NOW },
        // Step Functions would refuse the name of a restore, which is no execution.
        { inventory, lock, isRunning: (holder) => Promise.reject(new Error(`InvalidArn: ${holder}`)) },
      );
    await lock.take(restore);
    expect(await start()).toEqual({ started: false, goingOn: restore });
    // A second restore, to another time, continues in its place.
    const other = restoreHolder('2026-11-19T06:00:00Z');
    expect(await lock.take(other, restore)).toBe(other);
    await lock.release(other);
    expect(await start()).toMatchObject({ started: true });
  });
});

describe('the lock of a restore', () => {
  const NOON = '2026-11-20T12:00:00Z';
  const runs =
    (...running: string[]) =>
    (execution: string) =>
      Promise.resolve(running.includes(execution));

  it('is refused while a run is in progress, which keeps its lock', async () => {
    const lock = openRunLock(database.client, TABLE);
    const holder = await lock.take(EXECUTION);
    await expect(takeLock(lock, NOON, runs(EXECUTION))).rejects.toThrow(UsageError);
    expect(await lock.take('another')).toBe(holder);
  });

  it('is taken from a run that ended without releasing it, and from an interrupted restore to another time', async () => {
    const lock = openRunLock(database.client, TABLE);
    await lock.take(EXECUTION);
    expect(await takeLock(lock, NOON, runs())).toBe(restoreHolder(NOON));
    const midnight = '2026-11-20T00:00:00Z';
    expect(await takeLock(lock, midnight, runs())).toBe(restoreHolder(midnight));
    await lock.release(restoreHolder(midnight));
    expect(await lock.take(EXECUTION)).toBe(EXECUTION);
    await lock.release(EXECUTION);
  });
});
