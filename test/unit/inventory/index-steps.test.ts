import { describe, expect, it } from 'vitest';
import { indexSteps } from '../../../shared/inventory/index-steps.ts';
import { indexNameOf, INDEXES, tableDefinition } from '../../../shared/inventory/table.ts';

const TODAY = Object.keys(INDEXES);
const BEFORE = ['bySkc', 'byDue', 'byOpenSeverity'];

function differing(one: readonly string[], other: readonly string[]): number {
  return (
    one.filter((name) => !other.includes(name)).length + other.filter((name) => !one.includes(name)).length
  );
}

describe('the steps of an index upgrade', () => {
  it.each([
    ['the previous release', BEFORE],
    ['no index at all', []],
    ['half of the way', [...BEFORE, 'dueByMonth']],
    ['an index that nobody wants', [...BEFORE, 'byOwner']],
    ['today', TODAY],
  ])('from %s change at most one each', (_title, existing) => {
    let current: readonly string[] = existing;
    for (const step of indexSteps(existing)) {
      expect(differing(current, step)).toBeLessThanOrEqual(1);
      current = step;
    }
    expect(current).toEqual(expect.arrayContaining(TODAY));
    expect(current).not.toContain('byOwner');
    for (const name of BEFORE.filter((each) => existing.includes(each))) expect(current).toContain(name);
  });

  it('are one, with all indexes, for a new table', () => {
    expect(indexSteps(undefined)).toEqual([TODAY]);
  });

  it('drop an index of the previous release once it is no longer retained', () => {
    expect(indexSteps([...TODAY, 'byDue'], TODAY, []).at(-1)).toEqual(TODAY);
  });

  it('keep an index of a newer version until its turn to be dropped', () => {
    const newer = indexNameOf({
      IndexName: 'byOwner',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name', 'kind'] },
    });
    const other = newer.replace('byOwner', 'byTeam');
    const [first, last, ...further] = indexSteps([...TODAY, newer, other]);
    expect({ first, last, further }).toEqual({ first: [...TODAY, other], last: TODAY, further: [] });
    expect(tableDefinition('t', first).GlobalSecondaryIndexes?.at(-1)).toEqual({
      IndexName: 'byTeam',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name', 'kind'] },
    });
  });

  it('are valid definitions of the table', () => {
    for (const step of indexSteps(BEFORE))
      expect(tableDefinition('t', step).GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(
        step,
      );
  });
});
