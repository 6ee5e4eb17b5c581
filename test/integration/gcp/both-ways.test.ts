import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleGcp } from '../../../sandbox/estate/sample-gcp.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { openDynalite } from '../pipeline/stage.ts';
import { EPOCH, openGcpStage } from './stage.ts';

let dynalite: Awaited<ReturnType<typeof openDynalite>>;
beforeAll(async () => {
  dynalite = await openDynalite();
});
afterAll(() => dynalite.close());

/** What the sample's readable projects hold after a first run, and one nine days later. */
async function inventoryOf(assetInventory: boolean): Promise<StoredSkc[][]> {
  const stage = await openGcpStage(dynalite.url, readable(), { assetInventory });
  try {
    const runs: StoredSkc[][] = [];
    for (const days of [0, 9]) {
      stage.sandbox.clock.set(addDays(EPOCH, days));
      const scans = await stage.collectAll();
      expect(scans.flatMap(({ scan }) => scan.problems)).toEqual([]);
      runs.push((await Promise.all(readable().projects.map(({ id }) => stage.stored(`gcp#${id}`)))).flat());
    }
    expect(stage.sandbox.calls.list().filter(({ valueRead }) => valueRead)).toEqual([]);
    return runs;
  } finally {
    await stage.close();
  }
}

function readable() {
  const estate = sampleGcp((days) => addDays(EPOCH, days));
  return {
    ...estate,
    projects: estate.projects.map(({ denials: _denials, disabledApis: _disabled, ...project }) => project),
  };
}

describe('the sample organisation', () => {
  it('gives the same SKCs by Cloud Asset Inventory as by the services themselves', async () => {
    const byServices = await inventoryOf(false);
    const byInventory = await inventoryOf(true);
    // Only a listing that is late needs its facts confirmed.
    const comparable = (skcs: StoredSkc[] = []) => skcs.map(({ precise: _precise, ...skc }) => skc);
    expect(comparable(byInventory[0])).toEqual(comparable(byServices[0]));
    expect(comparable(byInventory[1])).toEqual(comparable(byServices[1]));
    expect(new Set(byServices[0]?.map(({ type }) => type)).size).toBe(6);
    expect(byServices[0]?.length).toBeGreaterThanOrEqual(60);
  });
});
