import { describe, expect, it } from 'vitest';
import { killEverywhere } from '../../bed/pipeline/kill-everywhere.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';

const dynalite = dynaliteOfFile();

describe('a first run killed at any call and repeated', () => {
  it.each(['before', 'after'] as const)(
    '%s the call took effect: leaves the table and the messages of an uninterrupted one',
    { timeout: 400_000 },
    async (moment) => {
      expect(await killEverywhere(dynalite.url, moment, async () => undefined)).toBeGreaterThan(40);
    },
  );
});
