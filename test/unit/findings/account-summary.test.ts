import { describe, expect, it } from 'vitest';
import { count, cover, emptySummary, recounted } from '../../../shared/findings/account-summary.ts';
import { countUnknown } from '../../../shared/findings/unknown-verdicts.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { addUnknown } from '../../../shared/model/run.ts';
import type { SkcField } from '../../../shared/model/skc.ts';
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

  it('counts one that holds nothing, in an account that the cloud made itself, in no other count', () => {
    const summary = emptySummary(RUN);
    const off = { operation: 'a', code: 'SERVICE_DISABLED', message: '', kind: 'disabled-api' };
    const failed: Scan = { ...scan(RUN.now), outcome: 'failed', listing: undefined, problems: [off] };
    cover(summary, TARGET, failed, RUN, configSchema.parse({}), { systemMade: true });
    expect(summary.coverage).toEqual({ ...emptySummary(RUN).coverage, systemMade: 1 });
    cover(summary, TARGET, failed, RUN, configSchema.parse({}), {});
    expect(summary.coverage).toMatchObject({ planned: 1, failed: 1, systemMade: 1 });
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

describe('counting what could not be judged', () => {
  const unknown = (rule: string, ...missing: SkcField[]) => ({
    rule,
    outcome: { verdict: 'unknown' as const, because: '', missing },
  });

  it('names the rule and what is missing, and counts each SKC once', () => {
    const summary = emptySummary(RUN);
    countUnknown(summary, [unknown('unused', 'lastUsedAt'), unknown('never-expires', 'lastUsedAt')]);
    countUnknown(summary, [unknown('unused', 'inUse', 'exported')]);
    countUnknown(summary, [{ rule: 'unused', outcome: { verdict: 'passes', restsOn: [] } }]);
    expect(summary.unknown).toEqual({
      skcs: 2,
      byRule: { unused: { lastUsedAt: 1, 'exported+inUse': 1 }, 'never-expires': { lastUsedAt: 1 } },
    });
  });

  it('says why nothing is missing: the target, an error of the rule, a type of a newer version', () => {
    const summary = emptySummary(RUN);
    const none = unknown('unused').outcome;
    countUnknown(summary, [{ rule: 'unused', outcome: { ...none, notRead: true } }]);
    countUnknown(summary, [{ rule: 'unused', outcome: { ...none, thrown: 'TypeError' } }]);
    countUnknown(summary, [unknown('unused')]);
    expect(summary.unknown?.byRule).toEqual({ unused: { target: 1, error: 1, type: 1 } });
  });

  it('is added up without changing what is added', () => {
    const a = { skcs: 2, byRule: { unused: { lastUsedAt: 2 } } };
    const b = { skcs: 3, byRule: { unused: { lastUsedAt: 1, target: 2 }, expired: { target: 2 } } };
    expect(addUnknown(a, b)).toEqual({
      skcs: 5,
      byRule: { unused: { lastUsedAt: 3, target: 2 }, expired: { target: 2 } },
    });
    expect(a.byRule).toEqual({ unused: { lastUsedAt: 2 } });
  });
});
