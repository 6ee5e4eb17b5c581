import { describe, expect, it } from 'vitest';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';
import { collectBatch } from '../../../functions/collect/collect-batch.ts';
import { collectorOf } from '../../../functions/collect/collector.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { awsReader } from '../../../shared/readers/aws/reader.ts';
import { openAwsSessions } from '../../../shared/clouds/aws/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';
import { tableOf } from '../../bed/pipeline/table.ts';

const EPOCH = '2026-11-21T06:00:00Z';
const ACCOUNT = 'aws#111111111111';
const TARGETS = ['aws.secrets-manager-secret', 'aws.kms-key', 'aws.acm-certificate'] as const;

const dynalite = dynaliteOfFile();

describe('collectBatch', () => {
  it('returns the remaining targets if time runs out, and continues with them', async () => {
    const whole = await collected(() => true);
    // Each call has time for three targets or precise readings, so a target with many is postponed and continued.
    let left = 0;
    const parts = await collected(
      () => (left -= 1) >= 0,
      () => (left = 3),
    );
    expect(whole.turns).toBe(1);
    expect(parts.turns).toBeGreaterThan(3);
    expect(parts.table).toEqual(whole.table);
    // Nothing is read precisely twice.
    expect(parts.verifications).toBe(whole.verifications);
  });
});

async function collected(hasTime: () => boolean, begin: () => void = () => undefined) {
  const stage = await openStage(
    dynalite.url,
    generateEstate({ accounts: 1, skcs: 60, seed: 3, epoch: EPOCH }),
    {},
  );
  try {
    return await inTurns(stage, hasTime, begin);
  } finally {
    await stage.close();
  }
}

async function inTurns(stage: Stage, hasTime: () => boolean, begin: () => void) {
  signInToSandbox(process.env, stage.sandbox.url);
  const config = configSchema.parse({});
  const aws = openAwsSessions({ homeRegion: 'us-east-1', memberRole: config.memberRole, calls: new Calls() });
  let targets = TARGETS.map((source) => ({ location: 'eu-west-1', source }) as const).slice();
  let turns = 0;
  let verifications = 0;
  try {
    while (targets.length > 0 && turns < 100) {
      begin();
      const done = await collectBatch(
        { run: { id: 'run-1', now: EPOCH }, batch: { account: ACCOUNT, targets } },
        {
          inventory: stage.database.inventory,
          collector: collectorOf(awsReader({ config, aws })),
          ruleSettings: config.thresholds,
          hasTime,
        },
      );
      expect(done.failures).toEqual([]);
      verifications += done.collected.reduce((sum, each) => sum + each.verifications, 0);
      targets = targets.filter((target) => done.remaining.some((each) => each.source === target.source));
      turns += 1;
    }
  } finally {
    aws.close();
  }
  return { turns, verifications, table: await tableOf(stage) };
}
