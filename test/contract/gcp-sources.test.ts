import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleGcp } from '../../sandbox/estate/sample-gcp.ts';
import { gcpOperationPermissions } from '../../sandbox/gcp/gcp.ts';
import { addDays } from '../../shared/model/instant.ts';
import { gcpReadPermissions, gcpValuePermissions } from '../../shared/readers/gcp/permissions.ts';
import type { GcpSource } from '../../shared/sources/gcp/contract.ts';
import { gcpSources } from '../../shared/sources/gcp/registry.ts';
import { exportsOf, hasAll } from '../bed/folder-exports.ts';
import { EPOCH, openGcpStage } from '../bed/gcp/stage.ts';
import { openDynalite } from '../bed/pipeline/stage.ts';

const sources: readonly GcpSource[] = gcpSources;
const TWO_RUNS_MS = 30_000;

describe('the registry of Google sources', () => {
  it('contains exactly the sources of the folder, each in a file named after its type', async () => {
    const found = await exportsOf('shared/sources/gcp', isSource);
    expect(new Set(found.map(({ value }) => value))).toEqual(new Set(sources));
    expect(found.map(({ file }) => file)).toEqual(
      found.map(({ value }) => `${value.type.replace('gcp.', '')}.ts`),
    );
    expect(found).toHaveLength(sources.length);
  });
});

describe('the permissions', () => {
  let dynalite: Awaited<ReturnType<typeof openDynalite>>;
  beforeAll(async () => {
    dynalite = await openDynalite();
  });
  afterAll(() => dynalite.close());

  it.each([false, true])(
    'cover every call of two runs over the sample (asset inventory: %s)',
    async (assetInventory) => {
      const stage = await openGcpStage(
        dynalite.url,
        sampleGcp((days) => addDays(EPOCH, days)),
        { assetInventory },
      );
      try {
        const scans = (await stage.collectAll()).map(({ scan }) => scan);
        expect(scans.flatMap(({ problems }) => problems.filter(({ kind }) => kind === 'malformed'))).toEqual(
          [],
        );
        stage.sandbox.clock.advanceDays(12);
        await stage.collectAll();
        const permissionOf = gcpOperationPermissions();
        const used = new Set(
          Object.keys(stage.sandbox.calls.counts()).map((operation) => permissionOf.get(operation)),
        );
        expect(
          [...used].filter(
            (each) => each === undefined || !gcpReadPermissions({ assetInventory }).includes(each),
          ),
        ).toEqual([]);
        // The services themselves are called for every list; the asset inventory replaces all of them.
        const listing = sources.flatMap(({ permissions }) => permissions.filter(({ use }) => use === 'list'));
        const unused = listing.filter(({ action }) => !used.has(action));
        expect(unused).toHaveLength(assetInventory ? listing.length : 0);
      } finally {
        await stage.close();
      }
    },
    TWO_RUNS_MS,
  );

  it('include none that returns a value', () => {
    const all = gcpReadPermissions({ assetInventory: true });
    expect(all.filter((each) => gcpValuePermissions().includes(each))).toEqual([]);
  });
});

function isSource(value: unknown): value is { type: string } {
  return hasAll(value, 'type', 'permissions', 'list');
}
