import { describe, expect, it } from 'vitest';
import { sampleGcp } from '../../../sandbox/estate/sample-gcp.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import type { Reading } from '../../../shared/sources/contract.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { EPOCH, gcpReader, openGcpStage } from '../../bed/gcp/stage.ts';

const dynalite = dynaliteOfFile();

/** The contents of the sample's readable projects after a first run, and after one nine days later. */
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
  it('has the same SKCs with Cloud Asset Inventory as with the services’ APIs', async () => {
    const byServices = await inventoryOf(false);
    const byInventory = await inventoryOf(true);
    // Only facts of a lagging listing are confirmed.
    const comparable = (skcs: StoredSkc[] = []) => skcs.map(({ precise: _precise, ...skc }) => skc);
    expect(comparable(byInventory[0])).toEqual(comparable(byServices[0]));
    expect(comparable(byInventory[1])).toEqual(comparable(byServices[1]));
    expect(new Set(byServices[0]?.map(({ type }) => type)).size).toBe(6);
    expect(byServices[0]?.length).toBeGreaterThanOrEqual(60);
  });

  it('is listed per project if a process reads a single project', async () => {
    const estate = readable();
    const stage = await openGcpStage(dynalite.url, estate);
    const { audience, serviceAccount } = estate.workloadIdentity ?? { audience: '', serviceAccount: '' };
    const { gcp } = configSchema.parse({
      gcp: {
        organisationId: estate.organisationId,
        assetInventory: true,
        workloadIdentity: { audience },
        serviceAccount,
      },
    });
    if (gcp === undefined) throw new Error('no configuration');
    const reader = gcpReader(stage.sandbox, gcp, undefined, 'project');
    try {
      const problems: unknown[] = [];
      for (const source of reader.sources) {
        const target = {
          account: 'gcp#lake-ml-2342',
          cloud: 'gcp',
          location: 'global',
          source: source.type,
        } as const;
        const reading: Reading = {
          target,
          now: EPOCH,
          known: () => Promise.resolve(new Map()),
          continuesAt: () => undefined,
          asOf: (made) => expect(made).toBe(EPOCH),
          recheckAt: () => undefined,
          facts: () => undefined,
          problem: (problem) => problems.push(problem),
        };
        for await (const page of source.list(await reader.signIn(target), reading))
          for (const skc of page) expect(skc.account).toBe('gcp#lake-ml-2342');
      }
      expect(problems).toEqual([]);
      expect(stage.sandbox.calls.counts()).toEqual({ 'cloudasset:ListAssets': 1 });
    } finally {
      await stage.close();
    }
  });
});
