import { describe, expect, it } from 'vitest';
import { judgeSkc } from '../../../shared/rules/judge.ts';
import { withSiblings } from '../../../shared/rules/siblings.ts';
import { longLivedSecret } from '../../bed/sources/aws/skcs.ts';
import { contextAt } from '../../bed/rules/context.ts';
import { NOW } from '../../bed/rules/label.ts';

const context = contextAt(NOW);
const primary = longLivedSecret({ lastUsedAt: '2026-02-01T00:00:00Z', replicated: true });
const replica = longLivedSecret({
  id: primary.id.replace('eu-west-1', 'us-east-1'),
  location: 'us-east-1',
  replicaOf: primary.id,
  lastUsedAt: '2026-11-20T00:00:00Z',
});

async function unusedVerdict(skcs: (typeof primary)[]): Promise<string | undefined> {
  for await (const { skc } of withSiblings(stream(skcs), { now: NOW, isRead: () => true }))
    if (skc.id === primary.id)
      return judgeSkc(skc, context).find(({ rule }) => rule.id === 'unused')?.outcome.verdict;
  return undefined;
}

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe('a primary', () => {
  it('counts a use in another location', async () => {
    expect(await unusedVerdict([primary])).toBe('fails');
    expect(await unusedVerdict([primary, replica])).toBe('passes');
  });

  it('leaves the last use unknown if a replica could not be read', async () => {
    const unread = { ...replica, lastUsedAt: undefined, unknown: { lastUsedAt: 'denied' } };
    expect(await unusedVerdict([primary, unread])).toBe('unknown');
  });

  it('ignores deleted replicas and those of other SKCs', async () => {
    const gone = { ...replica, absentAt: '2026-11-20T06:00:00Z' };
    const ofAnother = { ...replica, replicaOf: 'arn:another' };
    expect(await unusedVerdict([primary, gone, ofAnother])).toBe('fails');
  });
});
