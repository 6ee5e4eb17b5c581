import { describe, expect, it } from 'vitest';
import { pace } from '../../../shared/clouds/aws/pace.ts';

describe('pace', () => {
  it('allows one second’s quota at once, then one call per interval', () => {
    const wait = pace(4, () => 10_000);
    const waits = Array.from({ length: 8 }, () => wait());
    expect(waits).toEqual([0, 0, 0, 0, 250, 500, 750, 1000]);
  });

  it('does not delay slower callers', () => {
    let now = 0;
    const wait = pace(4, () => (now += 250));
    expect(Array.from({ length: 20 }, () => wait())).toEqual(Array.from({ length: 20 }, () => 0));
  });
});
