import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listingHash } from '../../../shared/inventory/listing-hash.ts';
import type { Watched } from '../../../shared/model/target.ts';
import { NOW, skc } from '../../bed/inventory/skc.ts';

const facts = fc.record({
  id: fc.string({ minLength: 1 }),
  name: fc.string(),
  tags: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
});
const listing = fc.uniqueArray(facts, { selector: ({ id }) => id, maxLength: 8 });

describe('the hash of a listing', () => {
  it('does not depend on its order', () => {
    fc.assert(
      fc.property(
        listing.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(listingHash(shuffled.map((each) => skc(each)))).toBe(
            listingHash(all.map((each) => skc(each))),
          );
        },
      ),
    );
  });

  it('differs when one of its SKCs differs, comes or goes', () => {
    fc.assert(
      fc.property(
        listing.filter((all) => all.length > 0),
        fc.nat(),
        (all, place) => {
          const at = place % all.length;
          const whole = listingHash(all.map((each) => skc(each)));
          const changed = all.map((each, index) =>
            index === at ? { ...each, name: `${each.name}!` } : each,
          );
          expect(listingHash(changed.map((each) => skc(each)))).not.toBe(whole);
          expect(listingHash(all.toSpliced(at, 1).map((each) => skc(each)))).not.toBe(whole);
          // The same one twice does not cancel out.
          expect(listingHash([...all, ...all.slice(at, at + 1)].map((each) => skc(each)))).not.toBe(whole);
        },
      ),
    );
  });

  it('ignores what was read precisely, and a use within the same week', () => {
    const plain = listingHash([skc({ lastUsedAt: '2026-11-02T00:00:00Z' })]);
    expect(listingHash([skc({ lastUsedAt: '2026-11-03T00:00:00Z' })])).toBe(plain);
    expect(listingHash([skc({ lastUsedAt: '2026-11-02T00:00:00Z', precise: { lastUsedAt: NOW } })])).toBe(
      plain,
    );
    expect(listingHash([skc({ lastUsedAt: '2026-11-12T00:00:00Z' })])).not.toBe(plain);
    expect(listingHash([skc()])).not.toBe(plain);
  });

  it('includes each use of an SKC that is watched, and of no other', () => {
    const id = 'arn:watched';
    const at = (second: string, watched: Watched) =>
      listingHash([skc({ id, lastUsedAt: `2026-11-02T00:00:0${second}Z` })], watched);
    expect(at('0', { [id]: NOW })).not.toBe(at('1', { [id]: NOW }));
    expect(at('0', { 'arn:other': NOW })).toBe(at('1', { 'arn:other': NOW }));
  });
});
