import { describe, expect, it } from 'vitest';
import { newsOf, sift } from '../../../shared/messages/kinds/digest/news.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { finding, NOW, delivery } from '../../bed/messages/fixture.ts';

const excluded = { reason: 'accepted', by: 'security', until: addDays(NOW, 10) };
const history = (...rungs: [number, number][]): Finding['history'] =>
  rungs.map(([days, rung]) => ({ at: addDays(NOW, days), state: 'open', severity: 'medium', rung }));

describe('newsOf', () => {
  it.each<[string, Partial<Finding>, string | undefined]>([
    ['open, never notified', {}, 'new'],
    ['open, notified as it is', { notified: { account: delivery() } }, undefined],
    ['more severe than notified', { severity: 'high', notified: { account: delivery() } }, 'worse'],
    ['less severe than notified', { severity: 'low', notified: { account: delivery() } }, undefined],
    ['a lower rung', { rung: 14, notified: { account: delivery({ rung: 30 }) } }, 'rung'],
    ['below zero', { rung: -1, notified: { account: delivery({ rung: 0 }) } }, 'rung'],
    ['a rung where none was notified', { rung: 30, notified: { account: delivery() } }, 'rung'],
    ['the same rung', { rung: 14, notified: { account: delivery({ rung: 14 }) } }, undefined],
    ['a higher rung', { rung: 60, notified: { account: delivery({ rung: 3 }) } }, undefined],
    [
      'more severe on a lower rung',
      { severity: 'high', rung: 7, notified: { account: delivery({ rung: 14 }) } },
      'worse',
    ],
    ['resolved, notified as open', { state: 'resolved', notified: { account: delivery() } }, 'resolved'],
    ['deleted, notified as open', { state: 'deleted', notified: { account: delivery() } }, 'deleted'],
    ['resolved before anyone was notified', { state: 'resolved' }, undefined],
    ['deleted before anyone was notified', { state: 'deleted' }, undefined],
    [
      'resolved, notified as resolved',
      { state: 'resolved', notified: { account: delivery({ state: 'resolved' }) } },
      undefined,
    ],
    ['open again, notified as resolved', { notified: { account: delivery({ state: 'resolved' }) } }, 'new'],
    ['open again, notified as deleted', { notified: { account: delivery({ state: 'deleted' }) } }, 'new'],
    ['excluded', { excluded }, undefined],
    ['excluded and worse', { excluded, severity: 'critical', notified: { account: delivery() } }, undefined],
    ['notified only to the organisation', { notified: { organisation: delivery() } }, 'new'],
    [
      'a step down a ladder that a new version restarted',
      {
        rung: 30,
        notified: { account: delivery({ rung: 3, at: addDays(NOW, -40) }) },
        history: history([-30, 60], [0, 30]),
      },
      'rung',
    ],
    [
      'the restart of a ladder',
      {
        rung: 60,
        notified: { account: delivery({ rung: 3, at: addDays(NOW, -40) }) },
        history: history([0, 60]),
      },
      undefined,
    ],
    [
      'the higher rungs from before it was notified',
      { rung: 7, notified: { account: delivery({ rung: 7 }) }, history: history([-50, 60], [-20, 14]) },
      undefined,
    ],
    [
      'a rung of the first week after an end',
      { rung: -7, notified: { account: delivery({ rung: -6 }) } },
      'rung',
    ],
    [
      'a rung a week after an end and later: each SKC has its own weekday',
      { rung: -14, notified: { account: delivery({ rung: -7 }) } },
      undefined,
    ],
  ])('%s', (_case, over, kind) => {
    expect(newsOf(finding(over), 'account', NOW)?.kind).toBe(kind);
  });

  it('keeps the two audiences apart', () => {
    const one = finding({ notified: { account: delivery() } });
    expect(newsOf(one, 'account', NOW)).toBeUndefined();
    expect(newsOf(one, 'organisation', NOW)?.kind).toBe('new');
  });
});

const ENDED: Partial<Finding> = { rule: 'expired', severity: 'critical', dueAt: addDays(NOW, -3) };
const namedDays = (days: number, over: Partial<Finding>): Finding =>
  finding({ ...over, notified: { account: delivery({ severity: 'critical', at: addDays(NOW, -days) }) } });

describe('what is named again unchanged', () => {
  it.each<[string, number, Partial<Finding>, string | undefined]>([
    ['ended 3 days ago, a day later', 1, ENDED, 'unchanged'],
    ['ended 10 days ago, 6 days later', 6, { ...ENDED, dueAt: addDays(NOW, -10) }, undefined],
    ['ended 10 days ago, a week later', 7, { ...ENDED, dueAt: addDays(NOW, -10) }, 'unchanged'],
    ['ended 61 days ago, 29 days later', 29, { ...ENDED, dueAt: addDays(NOW, -61) }, undefined],
    ['ended 61 days ago, 30 days later', 30, { ...ENDED, dueAt: addDays(NOW, -61) }, 'unchanged'],
    ['ends in 5 days, 6 days later', 6, { ...ENDED, rule: 'expiring', dueAt: addDays(NOW, 5) }, undefined],
    ['ends in 5 days, a week later', 7, { ...ENDED, rule: 'expiring', dueAt: addDays(NOW, 5) }, 'unchanged'],
    ['of medium severity, ended long ago', 90, { ...ENDED, severity: 'medium' }, undefined],
  ])('%s', (_case, days, over, kind) => {
    expect(newsOf(namedDays(days, over), 'account', NOW)?.kind).toBe(kind);
  });
});

describe('a finding that took the place of another', () => {
  const named = { account: delivery({ severity: 'critical', rung: 1 }) };
  const before = finding({
    rule: 'expiring',
    state: 'resolved',
    replacedBy: 'expired',
    severity: 'critical',
    openedAt: addDays(NOW, -30),
    notified: named,
  });
  const after = finding({ rule: 'expired', severity: 'critical' });

  it('is one piece of news, which names the one before', () => {
    const { news } = sift([before, after], 'account', NOW);
    expect(news).toMatchObject([
      {
        kind: 'new',
        finding: { rule: 'expired' },
        replaces: { rule: 'expiring', openedAt: addDays(NOW, -30) },
      },
    ]);
  });

  it('names none that no message named', () => {
    const { news } = sift([{ ...before, notified: {} }, after], 'account', NOW);
    expect(news).toMatchObject([{ kind: 'new', replaces: undefined }]);
  });

  it('names none once it was named itself', () => {
    const again = { ...after, notified: { account: delivery({ severity: 'high' }) } };
    expect(sift([before, again], 'account', NOW).news).toMatchObject([
      { kind: 'worse', replaces: undefined },
    ]);
  });
});
