import { describe, expect, it } from 'vitest';
import { judgeSkc } from '../../../shared/rules/judge.ts';
import { withReplicasUse } from '../../../shared/rules/replicas.ts';
import { standingSecret } from './estate.ts';
import { NOW, STANDARD } from './labelled.ts';

const context = { now: NOW, thresholds: STANDARD };
const primary = standingSecret({ lastUsedAt: '2026-02-01T00:00:00Z' });
const replica = standingSecret({
  id: primary.id.replace('eu-west-1', 'us-east-1'),
  location: 'us-east-1',
  replicaOf: primary.id,
  lastUsedAt: '2026-11-20T00:00:00Z',
});

function unusedVerdict(skcs: (typeof primary)[]): string | undefined {
  const [first] = withReplicasUse(skcs);
  return judgeSkc(first ?? primary, context).find(({ rule }) => rule === 'unused')?.outcome.verdict;
}

describe('withReplicasUse', () => {
  it('calls a secret used that is used in another location only', () => {
    expect(unusedVerdict([primary])).toBe('fails');
    expect(unusedVerdict([primary, replica])).toBe('passes');
  });

  it('leaves it unknown where a replica could not be read', () => {
    const unread = { ...replica, lastUsedAt: undefined, unknown: { lastUsedAt: 'denied' } };
    expect(unusedVerdict([primary, unread])).toBe('unknown');
  });

  it('lets replicas that are gone and those of others count for nothing', () => {
    const gone = { ...replica, absentAt: '2026-11-20T06:00:00Z' };
    const ofAnother = { ...replica, replicaOf: 'arn:another' };
    expect(unusedVerdict([primary, gone, ofAnother])).toBe('fails');
  });
});
