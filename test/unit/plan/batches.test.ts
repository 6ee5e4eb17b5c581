import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../functions/plan/batches.ts';
import type { InventoriedAccount } from '../../../shared/inventory/contract.ts';
import { account } from '../../bed/messages/fixture.ts';

const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];

/** Targets as a plan lists them: all regions of one source, then all of the next. */
function targets(count: number): InventoriedAccount['targets'] {
  return (['aws.kms-key', 'aws.secrets-manager-secret', 'aws.acm-certificate'] as const)
    .flatMap((source) => REGIONS.map((location) => ({ source, location })))
    .slice(0, count);
}

describe('batchesOf', () => {
  it.each([
    [0, []],
    [1, [1]],
    [4, [4]],
    [5, [3, 2]],
    [8, [4, 4]],
    [9, [3, 3, 3]],
    [10, [4, 3, 3]],
  ])('splits %i targets into batches of at most 4, their sizes equal or one apart', (count, sizes) => {
    const batches = batchesOf({ accounts: [account({ targets: targets(count) })] }, 4);
    expect(batches.map((batch) => batch.targets.length)).toEqual(sizes);
    expect(batches.flatMap((batch) => batch.targets).toSorted(byName)).toEqual(
      targets(count).toSorted(byName),
    );
  });

  it('distributes targets round-robin, so that no batch gets every region of one source', () => {
    const batches = batchesOf({ accounts: [account({ targets: targets(12) })] }, 4);
    for (const batch of batches) {
      const perSource = Map.groupBy(batch.targets, ({ source }) => source);
      expect(Math.max(...[...perSource.values()].map((each) => each.length))).toBe(2);
    }
  });

  it('never mixes two accounts in one batch', () => {
    const accounts = [account({ targets: targets(1) }), account({ key: 'aws#2', targets: targets(1) })];
    expect(batchesOf({ accounts }, 4).map((batch) => batch.account)).toEqual(['aws#123456789012', 'aws#2']);
  });

  it('does not split a project of Google Cloud, and makes no batch without targets', () => {
    const project = account({ key: 'gcp#pay', cloud: 'gcp', targets: targets(12) });
    expect(batchesOf({ accounts: [project] }, 4).map((batch) => batch.targets.length)).toEqual([12]);
    expect(batchesOf({ accounts: [{ ...project, targets: [] }] }, 4)).toEqual([]);
  });
});

function byName(a: { source: string; location: string }, b: { source: string; location: string }): number {
  return `${a.source} ${a.location}` < `${b.source} ${b.location}` ? -1 : 1;
}
