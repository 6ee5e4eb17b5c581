import { describe, expect, it } from 'vitest';
import { count, emptyStanding, recounted } from '../../../shared/findings/standing.ts';
import { FINDING } from '../../bed/findings/finding.ts';

const RUN = { id: 'r1', now: '2026-11-21T06:00:00Z' };

describe('counting findings', () => {
  it('counts stale ones among the open, and nothing that is closed or excluded', () => {
    const standing = emptyStanding(RUN);
    const stale = { since: RUN.now };
    const excluded = { reason: 'moves', by: 'Sarah', until: RUN.now };
    count(standing, { ...FINDING, stale });
    count(standing, FINDING);
    count(standing, { ...FINDING, state: 'resolved' });
    count(standing, { ...FINDING, stale, excluded });
    expect(standing).toMatchObject({ findings: { high: 2 }, stale: 1, excluded: 1, byRule: { expired: 2 } });
  });

  it('counts again from nothing', () => {
    const standing = emptyStanding(RUN);
    count(standing, FINDING);
    expect(recounted(standing, [], () => true)).toEqual(emptyStanding(RUN));
  });
});
