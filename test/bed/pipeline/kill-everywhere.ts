import { expect } from 'vitest';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { openStage, type Stage } from './stage.ts';
import { tableOf } from './table.ts';
import { killAt, type Moment } from './wire-kill.ts';

export const EPOCH = '2026-11-21T06:00:00Z';
const REGION = 'eu-west-1';

/** What a run is killed over: small, since it is killed at every call. */
export interface Scene {
  estate: () => Estate;
  config: ConfigInput;
}

/** One of each kind and two secrets: every step has something to do, and every call can be killed in good time. */
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
    // The types that the estate holds: each other type would add calls to kill the run at, and nothing to lose.
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
 * Kills a run at every one of its calls, repeats it, and holds table and messages against an uninterrupted run's.
 * @param prepare brings a fresh stage to where the run to be killed begins.
 * @returns at how many points it was killed.
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
