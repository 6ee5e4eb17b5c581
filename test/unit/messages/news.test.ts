import { describe, expect, it } from 'vitest';
import { newsOf } from '../../../shared/messages/kinds/digest/news.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { finding, NOW, told } from '../../bed/messages/fixture.ts';

const excluded = { reason: 'accepted', by: 'security', until: addDays(NOW, 10) };
const history = (...rungs: [number, number][]): Finding['history'] =>
  rungs.map(([days, rung]) => ({ at: addDays(NOW, days), state: 'open', severity: 'medium', rung }));

describe('newsOf', () => {
  it.each<[string, Partial<Finding>, string | undefined]>([
    ['open, never told', {}, 'new'],
    ['open, told the same', { notified: { account: told() } }, undefined],
    ['more severe than told', { severity: 'high', notified: { account: told() } }, 'worse'],
    ['less severe than told', { severity: 'low', notified: { account: told() } }, undefined],
    ['a lower rung', { rung: 14, notified: { account: told({ rung: 30 }) } }, 'rung'],
    ['below zero', { rung: -1, notified: { account: told({ rung: 0 }) } }, 'rung'],
    ['a rung where none was told', { rung: 30, notified: { account: told() } }, 'rung'],
    ['the same rung', { rung: 14, notified: { account: told({ rung: 14 }) } }, undefined],
    ['a higher rung', { rung: 60, notified: { account: told({ rung: 3 }) } }, undefined],
    [
      'more severe on a lower rung',
      { severity: 'high', rung: 7, notified: { account: told({ rung: 14 }) } },
      'worse',
    ],
    ['resolved, told open', { state: 'resolved', notified: { account: told() } }, 'resolved'],
    ['deleted, told open', { state: 'deleted', notified: { account: told() } }, 'deleted'],
    ['resolved before anybody was told', { state: 'resolved' }, undefined],
    ['deleted before anybody was told', { state: 'deleted' }, undefined],
    [
      'resolved, told resolved',
      { state: 'resolved', notified: { account: told({ state: 'resolved' }) } },
      undefined,
    ],
    ['open again, told resolved', { notified: { account: told({ state: 'resolved' }) } }, 'new'],
    ['open again, told deleted', { notified: { account: told({ state: 'deleted' }) } }, 'new'],
    ['excluded', { excluded }, undefined],
    ['excluded and worse', { excluded, severity: 'critical', notified: { account: told() } }, undefined],
    ['told to the organisation alone', { notified: { organisation: told() } }, 'new'],
    [
      'a step down a ladder that a new version started anew',
      {
        rung: 30,
        notified: { account: told({ rung: 3, at: addDays(NOW, -40) }) },
        history: history([-30, 60], [0, 30]),
      },
      'rung',
    ],
    [
      'the start of a ladder anew',
      {
        rung: 60,
        notified: { account: told({ rung: 3, at: addDays(NOW, -40) }) },
        history: history([0, 60]),
      },
      undefined,
    ],
    [
      'the higher rungs from before it was told',
      { rung: 7, notified: { account: told({ rung: 7 }) }, history: history([-50, 60], [-20, 14]) },
      undefined,
    ],
  ])('%s', (_case, over, kind) => {
    expect(newsOf(finding(over), 'account')?.kind).toBe(kind);
  });

  it('keeps the two audiences apart', () => {
    const one = finding({ notified: { account: told() } });
    expect(newsOf(one, 'account')).toBeUndefined();
    expect(newsOf(one, 'organisation')?.kind).toBe('new');
  });
});
