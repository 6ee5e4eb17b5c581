import { describe, expect, it } from 'vitest';
import type { TargetFacts } from '../../../shared/model/target.ts';
import type { ReadTarget } from '../../../shared/rules/contract.ts';
import { notRecoverable } from '../../../shared/rules/not-recoverable.ts';
import { contextAt } from '../../bed/rules/context.ts';
import { NOW } from '../../bed/rules/label.ts';

const TARGET = { account: 'azure#a', cloud: 'azure', location: 'kv-pay', source: 'azure.key-vault' } as const;

function judged(facts: TargetFacts | undefined, source: ReadTarget['target']['source'] = TARGET.source) {
  const scan = {
    ...TARGET,
    runId: 'r1',
    outcome: 'complete' as const,
    listed: true,
    observedAt: NOW,
    count: 0,
    unreadRuns: 0,
    problems: [],
    scanRevision: 1,
    facts,
  };
  const read = { target: { ...TARGET, source }, scan, current: true, criticalSkcs: 0, accepted: undefined };
  return notRecoverable.judge(read, contextAt(NOW));
}

describe('not-recoverable', () => {
  it('passes a vault with soft delete and purge protection', () => {
    expect(judged({ softDelete: true, purgeProtection: true, retentionDays: 90 }).verdict).toBe('passes');
  });

  it('fails, medium, a vault without purge protection', () => {
    expect(judged({ softDelete: true, purgeProtection: false })).toMatchObject({
      verdict: 'fails',
      severity: 'medium',
      because: 'The vault has no purge protection.',
    });
  });

  it('says if not even soft delete is on', () => {
    expect(judged({ softDelete: false, purgeProtection: false })).toMatchObject({
      because: expect.stringContaining('no soft delete'),
    });
  });

  it('is unknown for a vault that was not read', () => {
    expect(judged(undefined).verdict).toBe('unknown');
  });

  it('is a finding about the vault, not about its contents', () => {
    const facts = { softDelete: true, purgeProtection: false };
    expect(judged(facts, 'azure.key-vault-secret').verdict).toBe('not applicable');
  });
});
