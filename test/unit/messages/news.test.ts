import { describe, expect, it } from 'vitest';
import { newsOf } from '../../../shared/messages/kinds/digest/news.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { finding, NOW, notification } from '../../bed/messages/fixture.ts';

const excluded = { reason: 'accepted', by: 'security', until: addDays(NOW, 10) };
const history = (...rungs: [number, number][]): Finding['history'] =>
  rungs.map(([days, rung]) => ({ at: addDays(NOW, days), state: 'open', severity: 'medium', rung }));

describe('newsOf', () => {
  it.each<[string, Partial<Finding>, string | undefined]>([
    ['open, never notified', {}, 'new'],
    ['open, notified as it is', { notified: { account: notification() } }, undefined],
    ['more severe than notified', { severity: 'high', notified: { account: notification() } }, 'worse'],
    ['less severe than notified', { severity: 'low', notified: { account: notification() } }, undefined],
    ['a lower rung', { rung: 14, notified: { account: notification({ rung: 30 }) } }, 'rung'],
    ['below zero', { rung: -1, notified: { account: notification({ rung: 0 }) } }, 'rung'],
    ['a rung where none was notified', { rung: 30, notified: { account: notification() } }, 'rung'],
    ['the same rung', { rung: 14, notified: { account: notification({ rung: 14 }) } }, undefined],
    ['a higher rung', { rung: 60, notified: { account: notification({ rung: 3 }) } }, undefined],
    [
      'more severe on a lower rung',
      { severity: 'high', rung: 7, notified: { account: notification({ rung: 14 }) } },
      'worse',
    ],
    ['resolved, notified as open', { state: 'resolved', notified: { account: notification() } }, 'resolved'],
    ['deleted, notified as open', { state: 'deleted', notified: { account: notification() } }, 'deleted'],
    ['resolved before anyone was notified', { state: 'resolved' }, undefined],
    ['deleted before anyone was notified', { state: 'deleted' }, undefined],
    [
      'resolved, notified as resolved',
      { state: 'resolved', notified: { account: notification({ state: 'resolved' }) } },
      undefined,
    ],
    [
      'open again, notified as resolved',
      { notified: { account: notification({ state: 'resolved' }) } },
      'new',
    ],
    ['open again, notified as deleted', { notified: { account: notification({ state: 'deleted' }) } }, 'new'],
    ['excluded', { excluded }, undefined],
    [
      'excluded and worse',
      { excluded, severity: 'critical', notified: { account: notification() } },
      undefined,
    ],
    ['notified only to the organisation', { notified: { organisation: notification() } }, 'new'],
    [
      'a step down a ladder that a new version restarted',
      {
        rung: 30,
        notified: { account: notification({ rung: 3, at: addDays(NOW, -40) }) },
        history: history([-30, 60], [0, 30]),
      },
      'rung',
    ],
    [
      'the restart of a ladder',
      {
        rung: 60,
        notified: { account: notification({ rung: 3, at: addDays(NOW, -40) }) },
        history: history([0, 60]),
      },
      undefined,
    ],
    [
      'the higher rungs from before it was notified',
      { rung: 7, notified: { account: notification({ rung: 7 }) }, history: history([-50, 60], [-20, 14]) },
      undefined,
    ],
  ])('%s', (_case, over, kind) => {
    expect(newsOf(finding(over), 'account')?.kind).toBe(kind);
  });

  it('keeps the two audiences apart', () => {
    const one = finding({ notified: { account: notification() } });
    expect(newsOf(one, 'account')).toBeUndefined();
    expect(newsOf(one, 'organisation')?.kind).toBe('new');
  });
});
