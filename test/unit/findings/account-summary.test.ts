import { describe, expect, it } from 'vitest';
import { count, cover, emptySummary, recounted } from '../../../shared/findings/account-summary.ts';
import { addDays } from '../../../shared/model/instant.ts';
import type { Scan } from '../../../shared/model/target.ts';
import { configSchema } from '../../../shared/rules/config.ts';
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

describe('counting targets', () => {
  const TARGET = {
    account: 'aws#111122223333',
    cloud: 'aws',
    location: 'eu-west-1',
    source: 'aws.kms-key',
  } as const;
  const scan = (since: string): Scan => ({
    ...TARGET,
    runId: RUN.id,
    outcome: 'partial',
    listed: false,
    observedAt: RUN.now,
    count: 900,
    unreadRuns: 1,
    problems: [{ operation: 'kms:ListKeys', code: 'Continues', message: '', kind: 'continues' }],
    listing: { generation: 'r1 1', cursor: '', startedAt: since, since, pages: 1, seen: 900, problems: [] },
    scanRevision: 1,
  });

  it('counts one whose list is long apart, for seven days', () => {
    const counted = (since: string) => {
      const summary = emptySummary(RUN);
      cover(summary, TARGET, scan(since), RUN, configSchema.parse({}));
      return summary.coverage;
    };
    expect(counted(addDays(RUN.now, -7))).toMatchObject({ planned: 1, partial: 1, continued: 1 });
    expect(counted(addDays(RUN.now, -7.001))).toEqual({
      ...emptySummary(RUN).coverage,
      planned: 1,
      partial: 1,
    });
  });
});
