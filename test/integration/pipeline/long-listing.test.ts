import { describe, expect, it } from 'vitest';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';
import { collectBatch } from '../../../functions/collect/collect-batch.ts';
import type { Collected } from '../../../functions/collect/collect.ts';
import { collectorOf } from '../../../functions/collect/collector.ts';
import type { ListingBudget } from '../../../functions/collect/listing.ts';
import type { Estate, KeyDeclaration } from '../../../sandbox/estate/estate.ts';
import { awsReader } from '../../../shared/readers/aws/reader.ts';
import { openAwsSessions } from '../../../shared/clouds/aws/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import type { Scan, Target } from '../../../shared/model/target.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { emptyEstate, EPOCH, OWN, REGION } from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';
import { tableOf } from '../../bed/pipeline/table.ts';
import { killAt, type Moment } from '../../bed/pipeline/wire-kill.ts';

const TARGET: Target = { account: OWN, cloud: 'aws', location: REGION, source: 'aws.kms-key' };
/** Keys that are described before a call may end (`kms-key-parts.ts`). */
const PART = 16;
const SIX_PARTS = 6 * PART;
const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

const dynalite = dynaliteOfFile();

describe('a region of KMS keys that takes several calls to list', () => {
  it('reads 3,000 keys in three calls of 1,000, and describes none twice', async () => {
    await onStage(keys(3000), async (stage) => {
      const { scans, calls } = await collected(stage, 'run-1', { skcs: 1000, hasTime: () => true });
      expect(scans.map(summary)).toEqual([
        ['partial', 'continues', 1000, undefined],
        ['partial', 'continues', 2000, undefined],
        ['complete', undefined, undefined, EPOCH],
      ]);
      expect(scans.at(-1)).toMatchObject({ count: 3000, listed: true, problems: [] });
      expect(await present(stage)).toHaveLength(3000);
      expect(calls.byOperation()['kms:DescribeKey']).toBe(3000);
    });
  }, 180_000);

  it('leaves the same table as one that is read at once, and is then unchanged', async () => {
    const budget = { skcs: 100, hasTime: () => true };
    await onStage(keys(250), async (parts) => {
      expect((await collected(parts, 'run-1', budget)).scans).toHaveLength(3);
      await onStage(keys(250), async (whole) => {
        expect((await collected(whole, 'run-1', undefined)).scans).toHaveLength(1);
        expect(withoutPages(await tableOf(parts))).toEqual(await tableOf(whole));
      });
      const [again] = (await collected(parts, 'run-2', undefined)).collected;
      expect(again?.changes).toEqual({});
      expect(again?.scan.listingHash).toBe((await stored(parts))?.listingHash);
    });
  });

  it('pauses when its time is used up, after at least one part', async () => {
    await onStage(keys(2 * PART + 1), async (stage) => {
      const { scans } = await collected(stage, 'run-1', { skcs: 10_000, hasTime: () => false });
      expect(scans.map(({ listing }) => listing?.seen)).toEqual([PART, 2 * PART, undefined]);
    });
  });

  it('costs no call and no write more where the list fits one part, whatever the budget', async () => {
    await onStage(keys(PART), async (stage) => {
      const { scans, calls } = await collected(stage, 'run-1', { skcs: 1, hasTime: () => false });
      expect(scans).toMatchObject([{ outcome: 'complete', count: PART, listing: undefined }]);
      expect(calls.byOperation()).toMatchObject({ 'kms:ListKeys': 1, 'kms:DescribeKey': PART });
      expect(withoutPages(await tableOf(stage))).toEqual(await tableOf(stage));
    });
  });

  it('marks a deleted key absent only after a listing that was read to its end', async () => {
    const estate = keys(250);
    // Both are deleted while the listing is under way: one was read already, the other was not.
    for (const index of [50, 240]) schedule(estate, index, addDays(EPOCH, 0.5));
    await onStage(estate, async (stage) => {
      const budget = { skcs: 100, hasTime: () => true };
      await once(stage, 'run-1', budget);
      stage.sandbox.clock.set(addDays(EPOCH, 1));
      const second = await once(stage, 'run-2', budget);
      expect(second.scan).toMatchObject({ outcome: 'partial', listed: false, runId: 'run-2' });
      expect(second.scan.lastListedAt).toBeUndefined();
      expect(await absent(stage)).toEqual([]);
      const third = await once(stage, 'run-2', budget);
      expect(third.scan).toMatchObject({ listed: true, lastListedAt: addDays(EPOCH, 1), listedAsOf: EPOCH });
      // Key 50 was named by this listing; key 240 never was, and was not in the inventory either.
      expect(await absent(stage)).toEqual([]);
      stage.sandbox.clock.set(addDays(EPOCH, 2));
      await collected(stage, 'run-3', budget);
      expect(await absent(stage)).toEqual([idOf(50)]);
      expect(await present(stage)).toHaveLength(248);
    });
  });

  it('marks a known key absent at the end of the listing that does not name it, and no earlier', async () => {
    const estate = keys(250);
    schedule(estate, 50, addDays(EPOCH, 0.5));
    await onStage(estate, async (stage) => {
      const budget = { skcs: 100, hasTime: () => true };
      await collected(stage, 'run-1', undefined);
      stage.sandbox.clock.set(addDays(EPOCH, 1));
      await once(stage, 'run-2', budget);
      await once(stage, 'run-2', budget);
      expect(await absent(stage)).toEqual([]);
      await once(stage, 'run-2', budget);
      expect(await absent(stage)).toEqual([idOf(50)]);
    });
  });

  it('reads a page again of which the key has gone after which it continues', async () => {
    const estate = keys(150);
    schedule(estate, SIX_PARTS - 1, addDays(EPOCH, 0.5));
    await onStage(estate, async (stage) => {
      await once(stage, 'run-1', { skcs: SIX_PARTS, hasTime: () => true });
      stage.sandbox.clock.set(addDays(EPOCH, 1));
      const calls = new Calls();
      const { scan } = await once(stage, 'run-2', undefined, calls);
      expect(calls.byOperation()).toMatchObject({ 'kms:ListKeys': 1, 'kms:DescribeKey': 149 });
      expect(scan).toMatchObject({ outcome: 'complete', count: 150, problems: [] });
    });
  });

  it('begins again when the cursor has expired, and says so', async () => {
    await onStage(keys(250), async (stage) => {
      const budget = { skcs: SIX_PARTS, hasTime: () => true };
      await once(stage, 'run-1', budget);
      await alter(stage, { cursor: JSON.stringify({ marker: 'expired' }) });
      const { scan, restarted } = await once(stage, 'run-2', budget);
      expect(restarted).toBe('kms:ListKeys answered InvalidMarkerException to the stored cursor');
      expect(scan).toMatchObject({ outcome: 'partial', listing: { seen: SIX_PARTS, since: EPOCH } });
      expect(scan.problems.map(({ message }) => message)).toEqual([
        `Read ${SIX_PARTS} SKCs since ${EPOCH}; the next call or run continues from there. It began again: ${restarted}.`,
      ]);
      const { scans } = await collected(stage, 'run-2', budget);
      expect(scans.at(-1)).toMatchObject({ outcome: 'complete', count: 250, problems: [] });
    });
  });

  it('begins again when what it had read is lost, of another form, or more than seven days old', async () => {
    await onStage(keys(250), async (stage) => {
      const budget = { skcs: 100, hasTime: () => true };
      for (const [run, change, why] of [
        ['a', { seen: 99 }, 'a stored part of it cannot be read'],
        ['b', { cursor: 'x' }, 'kms:ListKeys answered InvalidCursor to the stored cursor'],
        ['c', { startedAt: addDays(EPOCH, -7) }, undefined],
        ['d', { startedAt: addDays(EPOCH, -7.0001) }, 'it began more than 7 days ago'],
      ] as const) {
        await once(stage, `${run}-1`, budget);
        await alter(stage, change);
        expect((await once(stage, `${run}-2`, budget)).restarted).toBe(why);
        await collected(stage, `${run}-3`, budget);
      }
    });
  });

  it('continues from its scan after a call that was killed when it had stored a part', async () => {
    await onStage(keys(250), async (stage) => {
      const budget = { skcs: SIX_PARTS, hasTime: () => true };
      const { scan } = await once(stage, 'run-1', budget);
      if (scan.listing === undefined) throw new Error('no listing is unfinished');
      await stage.database.inventory.recordListedKeys(TARGET, scan.listing, ['of-a-later-on']);
      const second = await once(stage, 'run-1', budget);
      expect(second.restarted).toBeUndefined();
      expect(second.scan.listing).toMatchObject({ seen: 2 * SIX_PARTS, pages: 2 });
      expect((await once(stage, 'run-1', budget)).scan).toMatchObject({ outcome: 'complete', count: 250 });
    });
  });

  it.each(['before', 'after'] as const)(
    'leaves the same table when it is killed %s a call',
    async (moment) => {
      const clean = await untilKilled(moment, undefined);
      // Every 101st call, and those around the end of a part, where its keys and its scan are written.
      const points = Array.from({ length: clean.calls }, (_, call) => call).filter(
        (call) => call % 101 === 0 || clean.ends.some((end) => end - call >= 0 && end - call <= 3),
      );
      expect(points.length).toBeGreaterThan(8);
      for (const allowed of points)
        expect((await untilKilled(moment, allowed)).table, `call ${allowed}`).toEqual(clean.table);
    },
  );
});

/** Reads 120 keys in two calls, killed once; the workflow then repeats the call. */
async function untilKilled(moment: Moment, allowed: number | undefined) {
  return onStage(keys(120), async (stage) => {
    const budget = { skcs: 100, hasTime: () => true };
    const wire = killAt(allowed ?? Infinity, moment);
    const ends: number[] = [];
    await collected(stage, 'run-1', budget, () => ends.push(wire.calls())).catch(() => undefined);
    const calls = wire.calls();
    await wire.restore();
    if (allowed !== undefined) await collected(stage, 'run-1', budget);
    return { calls, ends, table: await tableOf(stage) };
  });
}

function keys(count: number): Estate {
  const estate = emptyEstate(1);
  // Without rotation, so that each takes one call.
  const key = (index: number): KeyDeclaration => ({
    id: idOf(index),
    region: REGION,
    aliases: [],
    createdAt: addDays(EPOCH, -100),
    manager: 'CUSTOMER',
    spec: 'ECC_NIST_P256',
    usage: 'SIGN_VERIFY',
    origin: 'AWS_KMS',
  });
  for (const account of estate.accounts)
    account.keys = Array.from({ length: count }, (_, index) => key(index));
  return estate;
}

function schedule({ accounts }: Estate, index: number, dueAt: string): void {
  const key = accounts[0]?.keys[index];
  if (key === undefined) throw new Error(`no key ${index}`);
  key.deletion = { scheduledAt: addDays(dueAt, -7), dueAt };
}

async function onStage<T>(estate: Estate, use: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await openStage(dynalite.url, estate, {});
  try {
    return await use(stage);
  } finally {
    await stage.close();
  }
}

/** One call of the collect function. */
async function once(stage: Stage, id: string, budget: ListingBudget | undefined, calls = new Calls()) {
  signInToSandbox(process.env, stage.sandbox.url);
  const config = configSchema.parse({});
  const aws = openAwsSessions({ homeRegion: 'us-east-1', memberRole: config.memberRole, calls });
  try {
    const { collected: all } = await collectBatch(
      {
        run: { id, now: stage.sandbox.clock.now() },
        batch: { account: OWN, targets: [{ location: REGION, source: 'aws.kms-key' }] },
      },
      {
        inventory: stage.database.inventory,
        collector: collectorOf(awsReader({ config, aws })),
        ruleSettings: config.thresholds,
        hasTime: () => true,
        listingBudget: budget,
      },
    );
    const [only] = all;
    if (only === undefined) throw new Error('nothing was collected');
    return only;
  } finally {
    aws.close();
  }
}

/** Calls until nothing remains, as the workflow does. */
async function collected(
  stage: Stage,
  id: string,
  budget: ListingBudget | undefined,
  ended: () => void = () => undefined,
) {
  const calls = new Calls();
  const all: Collected[] = [];
  do {
    all.push(await once(stage, id, budget, calls));
    ended();
  } while (all.at(-1)?.unfinished === true && all.length < 10);
  return { collected: all, scans: all.map(({ scan }) => scan), calls };
}

function summary({ outcome, problems, listing, lastListedAt }: Scan) {
  return [outcome, problems[0]?.kind, listing?.seen, lastListedAt];
}

const stored = (stage: Stage) => stage.database.inventory.scan(TARGET);

async function alter(stage: Stage, change: Partial<NonNullable<Scan['listing']>>): Promise<void> {
  const scan = await stored(stage);
  if (scan?.listing === undefined) throw new Error('no listing is unfinished');
  const listing = { ...scan.listing, ...change };
  await stage.database.inventory.recordScan({ ...scan, listing, scanRevision: scan.scanRevision + 1 });
}

async function present(stage: Stage): Promise<StoredSkc[]> {
  return (await storedSkcs(stage)).filter(({ absentAt }) => absentAt === undefined);
}

async function absent(stage: Stage): Promise<string[]> {
  return (await storedSkcs(stage)).flatMap(({ absentAt, name }) => (absentAt === undefined ? [] : [name]));
}

async function storedSkcs(stage: Stage): Promise<StoredSkc[]> {
  const found: StoredSkc[] = [];
  for await (const skc of stage.database.inventory.skcsOf(TARGET)) found.push(skc);
  return found;
}

function withoutPages(items: readonly unknown[]): unknown[] {
  return items.filter((item) => !JSON.stringify(item).includes('"item":"listing#'));
}
