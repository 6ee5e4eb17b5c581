import { expect } from 'vitest';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { openStage, type Stage } from './stage.ts';
import { tableOf } from './table.ts';
import { killAt, type Moment } from './wire-kill.ts';

export const EPOCH = '2026-11-21T06:00:00Z';
const REGION = 'eu-west-1';

/** The estate of the killed run: small, since the run is killed at every call. */
export interface Scene {
  estate: () => Estate;
  config: ConfigInput;
}

/** One of each kind and two secrets: every step has something to do, and killing at every call stays fast. */
function estate(): Estate {
  const made = generateEstate({ accounts: 1, skcs: 10, seed: 7, epoch: EPOCH });
  for (const account of made.accounts) {
    account.secrets = account.secrets.slice(0, 2).map((secret) => ({ ...secret, region: REGION }));
    account.keys = account.keys.slice(0, 1).map((key) => ({ ...key, region: REGION }));
    account.certificates = account.certificates.map((certificate) => ({ ...certificate, region: REGION }));
  }
  return made;
}

export const AWS_SCENE: Scene = {
  estate,
  config: {
    // Only the types of the estate: other types would only add calls.
    include: {
      regions: [REGION],
      sources: ['aws.acm-certificate', 'aws.iam-access-key', 'aws.kms-key', 'aws.secrets-manager-secret'],
    },
    contacts: {
      organisation: [{ address: 'organisation@example.com' }],
      accounts: { '111111111111': [{ address: 'team@example.com' }] },
    },
  },
};

/**
 * Kills a run at every one of its calls, repeats it, and compares table and messages with an uninterrupted run's.
 * @param prepare prepares a new stage for the run to be killed.
 * @returns the number of points at which it was killed.
 */
export async function killEverywhere(
  endpoint: string,
  moment: Moment,
  prepare: (stage: Stage) => Promise<void>,
  scene = AWS_SCENE,
): Promise<number> {
  const clean = await outcome(endpoint, scene, prepare, undefined);
  expect(clean.messages.length).toBeGreaterThan(0);
  // After its very last call a run is done, and the next one is another run.
  const points = moment === 'before' ? clean.calls : clean.calls - 1;
  for (let allowed = 0; allowed < points; allowed++) {
    const killed = await outcome(endpoint, scene, prepare, { allowed, moment });
    expect(killed.table, `killed ${moment} call ${allowed + 1}`).toEqual(clean.table);
    expect([...new Set(killed.messages)], `killed ${moment} call ${allowed + 1}`).toEqual(clean.messages);
    expect(killed.messages.length - clean.messages.length, 'twins').toBeLessThanOrEqual(1);
  }
  return points;
}

async function outcome(
  endpoint: string,
  { estate: declared, config }: Scene,
  prepare: (stage: Stage) => Promise<void>,
  kill: { allowed: number; moment: Moment } | undefined,
) {
  const stage = await openStage(endpoint, declared(), config);
  try {
    await prepare(stage);
    const wire = killAt(kill?.allowed ?? Infinity, kill?.moment ?? 'before');
    await stage.run().catch(() => undefined);
    const calls = wire.calls();
    await wire.restore();
    if (kill !== undefined) await stage.run(config, 1);
    return { calls, table: await tableOf(stage), messages: stage.sandbox.outbox.list().map(digestOf) };
  } finally {
    await stage.close();
  }
}

function digestOf(message: { attributes: Record<string, unknown> }): string {
  return JSON.stringify(message.attributes['digest']);
}
