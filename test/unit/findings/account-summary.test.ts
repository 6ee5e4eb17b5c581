import { describe, expect, it } from 'vitest';
import { count, emptySummary, recounted } from '../../../shared/findings/account-summary.ts';
import { FINDING } from '../../bed/findings/finding.ts';

const RUN = { id: 'r1', now: '2026-11-21T06:00:00Z' };

describe('counting findings', () => {
  it('includes stale findings, and no closed or excluded ones', () => {
    const summary = emptySummary(RUN);
    const stale = { since: RUN.now };
    const excluded = { reason: 'moves', by: 'Sarah', until: RUN.now };
    count(summary, { ...FINDING, stale });
    count(summary, FINDING);
    count(summary, { ...FINDING, state: 'resolved' });
    count(summary, { ...FINDING, stale, excluded });
    expect(summary).toMatchObject({ findings: { high: 2 }, stale: 1, excluded: 1, byRule: { expired: 2 } });
  });

  it('starts from zero when counting again', () => {
    const summary = emptySummary(RUN);
    count(summary, FINDING);
    expect(recounted(summary, [], () => true)).toEqual(emptySummary(RUN));
  });
});
