import { afterEach, describe, expect, it } from 'vitest';
import { ClockBehind } from '../../../functions/begin/clock-behind.ts';
import { captured } from '../../bed/cli/captured.ts';
import { addDays, type Instant } from '../../../shared/model/instant.ts';
import { rawItems } from '../../bed/inventory/raw-table.ts';
import {
  accountAt,
  configOf,
  emptyEstate,
  EPOCH,
  goodSecret,
  importedCertificate,
} from '../../bed/pipeline/estate.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();
let stage: Stage;
afterEach(() => stage.close());

const seconds = (from: Instant, count: number) => addDays(from, count / 86_400);

/** One run, by a clock that was ahead. */
async function ahead(days: number): Promise<void> {
  const estate = emptyEstate(1);
  accountAt(estate, 0).secrets.push(goodSecret('left', { rotation: undefined }));
  accountAt(estate, 0).certificates.push(importedCertificate('shop.example.com', 40));
  stage = await openStage(dynalite.url, estate, configOf(estate));
  stage.sandbox.clock.advanceDays(days);
  await stage.run();
}

describe('a clock that was ahead and was corrected', () => {
  it('starts no run before the last one, changes nothing, and names both instants and what to do', async () => {
    await ahead(20);
    const table = await rawItems(stage);
    const outbox = stage.sandbox.outbox.list();
    stage.sandbox.clock.set(addDays(EPOCH, 1));
    const refused = await stage.run().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ClockBehind);
    expect(refused).toMatchObject({
      message: expect.stringMatching(
        /is at 2026-11-22T06:00:00Z, but the last run was at 2026-12-11T06:00:00Z/,
      ),
      nextStep: expect.stringMatching(/run again after 2026-12-11T06:00:00Z, or restore/),
    });
    expect(await rawItems(stage)).toEqual(table);
    expect(stage.sandbox.outbox.list()).toEqual(outbox);
  });

  it('ends a command with exit code 2, and with what to do', async () => {
    await ahead(0);
    const ended = await captured(['targets'], {
      now: () => EPOCH,
      open: () => Promise.reject(new ClockBehind(EPOCH, addDays(EPOCH, 1))),
    });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(
      /is at 2026-11-21T06:00:00Z, but the last run was at 2026-11-22T06:00:00Z[^]*docs\/operate/,
    );
  });

  it('sends nothing again on later runs, once its instant has come', async () => {
    await ahead(20);
    const sent = stage.sandbox.outbox.list().length;
    for (const second of [0, 1, 2]) {
      stage.sandbox.clock.set(seconds(addDays(EPOCH, 20), second));
      await stage.run();
    }
    expect(stage.sandbox.outbox.list()).toHaveLength(sent);
  });

  it.each([
    [300, true],
    [301, false],
  ])('by %i seconds: a run takes the last one’s instant: %s', async (behind, runs) => {
    await ahead(20);
    const last = stage.sandbox.clock.now();
    const sent = stage.sandbox.outbox.list().length;
    stage.sandbox.clock.set(seconds(last, -behind));
    const { run } = await stage.run().catch(() => ({ run: undefined }));
    expect(run?.id).toBe(runs ? `${last}.002` : undefined);
    expect(stage.sandbox.outbox.list()).toHaveLength(sent);
  });
});
