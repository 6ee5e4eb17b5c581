import { describe, expect, it } from 'vitest';
import { filtersSchema, matchesSkc } from '../../../cli/reading/filters.ts';
import { Unjudged } from '../../../cli/screen/unjudged.ts';
import { discovery } from '../../../shared/inventory/diff.ts';
import { kmsKey } from '../../bed/sources/aws/skcs.ts';

const NOW = '2026-11-21T06:00:00Z';
const { tags: _tags, ...unread } = discovery(kmsKey(), NOW);
const owned = { ...unread, tags: { team: 'pay' }, owner: 'Payments' };
const matches = (input: object, skc: typeof unread | typeof owned) =>
  matchesSkc(filtersSchema.parse(input), skc, [], NOW);

describe('filters by tags', () => {
  it('compare the whole value, in any letter case', () => {
    expect(matches({ owner: 'payments' }, owned)).toBe(true);
    expect(matches({ owner: 'pay' }, owned)).toBe(false);
    expect(matches({ environment: 'prod' }, owned)).toBe(false);
    expect(matches({ owner: 'payments' }, unread)).toBe(false);
  });

  it('report how many SKCs they left out only because tags were not read', () => {
    const filters = filtersSchema.parse({ owner: 'payments', kind: 'key' });
    const unjudged = new Unjudged(filters);
    unjudged.leftOut(false, (rest) => matchesSkc(rest, unread, [], NOW));
    // Tags that were read, and what another filter leaves out, are judged.
    unjudged.leftOut(true, () => true);
    unjudged.leftOut(false, (rest) => matchesSkc({ ...rest, kind: 'secret' }, unread, [], NOW));
    expect(unjudged.line()).toMatch(/^1 SKC left out, since its tags were not read/);
  });

  it('report nothing if no filter uses tags', () => {
    const unjudged = new Unjudged(filtersSchema.parse({ kind: 'secret' }));
    unjudged.leftOut(false, () => true);
    expect(unjudged.line()).toBe('');
  });
});
