import { describe, expect, it } from 'vitest';
import { killEverywhere } from '../../bed/pipeline/kill-everywhere.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { type Stage } from '../../bed/pipeline/stage.ts';

const dynalite = dynaliteOfFile();

describe('a later run killed at any call and repeated', () => {
  it.each(['before', 'after'] as const)(
    '%s the call took effect: leaves the table and the messages of an uninterrupted one',
    { timeout: 400_000 },
    async (moment) => {
      expect(await killEverywhere(dynalite.url, moment, aMonthAndAHalfLater)).toBeGreaterThan(40);
    },
  );
});

async function aMonthAndAHalfLater(stage: Stage): Promise<void> {
  await stage.run();
  stage.sandbox.clock.advanceDays(45);
}
