import { describe, expect, it } from 'vitest';
import { count, emptyStanding, recounted } from '../../../shared/findings/standing.ts';
import type { Finding } from '../../../shared/model/finding.ts';

const RUN = { id: 'r1', now: '2026-11-21T06:00:00Z' };

const FINDING: Finding = {
  account: 'aws#111111111111',
  subject: { kind: 'skc', id: 'arn:a', name: 'a' },
  rule: 'expired',
  state: 'open',
  severity: 'high',
  dueAt: RUN.now,
  because: 'It expired.',
  action: 'Replace it.',
  openedAt: RUN.now,
  changedAt: RUN.now,
  notified: {},
  history: [],
  revision: 1,
};

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
