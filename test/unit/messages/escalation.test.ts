import { describe, expect, it } from 'vitest';
import {
  composeOrganisationDigest,
  type AccountInDigest,
} from '../../../shared/messages/kinds/digest/accounts-digest.ts';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { digestMail } from '../../../shared/messages/kinds/digest/email.ts';
import { newsOf } from '../../../shared/messages/kinds/digest/news.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { account, delivery, finding, input, NOW, RUN } from '../../bed/messages/fixture.ts';

const SECOND = 1 / 86_400;
const AFTER = { critical: 3, high: 14 };

/** What the organisation is sent of an account whose own contacts are notified. */
function organisationDigest(findings: readonly Finding[], over: Partial<AccountInDigest> = {}) {
  return composeOrganisationDigest({
    run: RUN,
    accounts: [{ account: account({ targets: [] }), findings, scans: [], ...over }],
    contacts: [],
    first: false,
    since: addDays(NOW, -1),
    escalateAfterDays: AFTER,
  });
}

const since = (days: number, over: Partial<Finding>): Finding =>
  finding({ openedAt: addDays(NOW, -days), notified: { account: delivery(over) }, ...over });

describe('what has been open for long', () => {
  it.each([
    ['critical', 3, true],
    ['critical', 3 - SECOND, false],
    ['high', 14, true],
    ['high', 14 - SECOND, false],
    ['medium', 1_000, false],
    ['low', 1_000, false],
  ] as const)('goes to the organisation as well: %s for %d days: %s', (severity, days, expected) => {
    const composed = organisationDigest([since(days, { severity })]);
    expect(composed?.digest.entries.map(({ escalated }) => escalated)).toEqual(expected ? [true] : undefined);
  });

  it.each([
    ['since it became critical', -3, true],
    ['since it became critical, a second later', -3 + SECOND, false],
  ])('counts the days %s', (_what, days, expected) => {
    const history = [
      { at: addDays(NOW, -10), state: 'open', severity: 'high' as const },
      { at: addDays(NOW, days), state: 'open', severity: 'critical' as const },
    ];
    const one = since(10, { severity: 'critical', history });
    expect(organisationDigest([one]) !== undefined).toBe(expected);
  });

  it('that was high for 14 days and became critical today is escalated as high', () => {
    const history = [
      { at: addDays(NOW, -14), state: 'open', severity: 'high' as const },
      { at: NOW, state: 'open', severity: 'critical' as const },
    ];
    expect(organisationDigest([since(14, { severity: 'critical', history })])).toBeDefined();
  });

  it('is said once, with the day since when it is open, and ends with a message to the organisation', () => {
    const one = since(5, { severity: 'critical' });
    const composed = organisationDigest([one]);
    expect(digestMail(composed?.digest ?? never())).toContain('(escalated, open since 2026-11-16)');
    const notified = { ...one.notified, organisation: delivery({ severity: 'critical' }) };
    expect(organisationDigest([{ ...one, notified }])).toBeUndefined();
    const over = organisationDigest([{ ...one, notified, state: 'resolved' }]);
    expect(over?.digest.news.resolved).toBe(1);
  });

  it('is hidden by an exclusion', () => {
    const excluded = { reason: 'moves', by: 'Sarah', until: addDays(NOW, 9) };
    expect(organisationDigest([since(5, { severity: 'critical', excluded })])).toBeUndefined();
  });
});

function never(): never {
  throw new Error('nothing composed');
}

describe('what stays critical or high', () => {
  const hour = 1 / 24;
  it.each<[string, Partial<Finding>, number, boolean]>([
    ['critical, a week', { severity: 'critical' }, 7 - hour, true],
    ['critical, a second less', { severity: 'critical' }, 7 - hour - SECOND, false],
    ['high, a week', { severity: 'high' }, 7 - hour, true],
    ['high, a second less', { severity: 'high' }, 7 - hour - SECOND, false],
    ['medium, a year', { severity: 'medium' }, 365, false],
    [
      'expired yesterday, a day',
      { rule: 'expired', severity: 'critical', dueAt: addDays(NOW, -1) },
      1 - hour,
      true,
    ],
    [
      'expired yesterday, a second less',
      { rule: 'expired', severity: 'critical', dueAt: addDays(NOW, -1) },
      1 - hour - SECOND,
      false,
    ],
    [
      'expired just under 7 days ago, a day',
      { rule: 'expired', severity: 'high', dueAt: addDays(NOW, -7 + SECOND) },
      1,
      true,
    ],
    ['expired 7 days ago, a day', { rule: 'expired', severity: 'high', dueAt: addDays(NOW, -7) }, 1, false],
    ['expired 7 days ago, a week', { rule: 'expired', severity: 'high', dueAt: addDays(NOW, -7) }, 7, true],
    [
      'expired just under 60 days ago, a week',
      { rule: 'expired', severity: 'high', dueAt: addDays(NOW, -60 + SECOND) },
      7,
      true,
    ],
    [
      'expired 60 days ago, a week',
      { rule: 'expired', severity: 'high', dueAt: addDays(NOW, -60) },
      7,
      false,
    ],
    [
      'expired 60 days ago, 30 days',
      { rule: 'expired', severity: 'high', dueAt: addDays(NOW, -60) },
      30,
      true,
    ],
  ])('is named again: %s after the last message: %s', (_what, over, days, expected) => {
    const { severity = 'high' } = over;
    const one = finding({ ...over, notified: { account: delivery({ severity, at: addDays(NOW, -days) }) } });
    expect(newsOf(one, 'account', NOW)?.kind).toBe(expected ? 'unchanged' : undefined);
  });

  it('is named with "still open", under another id each time, and its mark moves', () => {
    const at = (days: number) =>
      finding({
        severity: 'critical',
        notified: { account: delivery({ severity: 'critical', at: addDays(NOW, days) }) },
      });
    const one = composeDigest(input([at(-7)])) ?? never();
    const other = composeDigest(input([at(-8)])) ?? never();
    expect(digestMail(one.digest)).toContain('(still open)');
    expect(one.digest.id).not.toBe(other.digest.id);
    expect(one.notified).toHaveLength(1);
    expect(one.digest).toMatchObject({ news: { unchanged: 1, new: 0 }, stillOpen: { critical: 0 } });
  });

  it('takes at most 5 of 25 lines from news, and one line from five of a rule on', () => {
    const old = {
      severity: 'high',
      notified: { account: delivery({ severity: 'high', at: addDays(NOW, -8) }) },
    } as const;
    const again = [
      'expiring',
      'unused',
      'rotation-failed',
      'never-expires',
      'rotation-off',
      'leaked',
    ].flatMap((rule) =>
      ['a', 'b', 'c', 'd'].map((name) => finding({ ...old, rule, name: `${rule}-${name}` })),
    );
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => finding({ ...old, name }));
    const fresh = Array.from({ length: 30 }, (_, index) =>
      finding({ name: `new-${index}`, severity: 'high' }),
    );
    expect(composeDigest(input(five))?.digest.rollUps).toMatchObject([{ count: 5, unchanged: true }]);
    expect(composeDigest(input(five.slice(1)))?.digest.rollUps).toEqual([]);
    expect(composeDigest(input([...again, ...fresh]))?.digest.news).toMatchObject({ new: 20, unchanged: 5 });
  });
});
