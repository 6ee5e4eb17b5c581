import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../shared/config/concurrency.ts';

describe('how much runs at once', () => {
  it('is what is configured where the limit is not known or high', () => {
    expect(atOnce({ concurrency: 40 })).toEqual({ batches: 40, accounts: 40 });
    expect(atOnce({ concurrency: 100 }, 1000)).toEqual({ batches: 100, accounts: 40 });
  });

  // Two are left for the doctor and for a function that is still ending.
  it.each([
    [42, 40],
    [41, 39],
    [10, 8],
    [3, 1],
    [1, 1],
  ])('fits an account that runs %i functions: %i', (limit, expected) => {
    expect(atOnce({ concurrency: 40 }, limit)).toEqual({ batches: expected, accounts: expected });
  });

  it('stays below a limit where less is configured', () => {
    expect(atOnce({ concurrency: 3 }, 10)).toEqual({ batches: 3, accounts: 8 });
  });
});
