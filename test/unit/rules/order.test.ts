import { describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import { compareFindings, type Ordered } from '../../../shared/rules/order.ts';
import { NOW } from '../../bed/rules/label.ts';

const SECOND = 1 / 86_400;

function finding(id: string, facts: Partial<Omit<Ordered, 'subject'>> = {}): Ordered {
  return {
    account: 'aws#111122223333',
    subject: { id },
    rule: 'expiring',
    state: 'open',
    severity: 'critical',
    dueAt: addDays(NOW, 5),
    ...facts,
  };
}

function ordered(...findings: Ordered[]): string[] {
  return findings.toSorted(compareFindings(NOW)).map(({ subject }) => subject.id);
}

/** Whether findings stay in the order in which they are given, and take it when they are given backwards. */
function isOrder(...findings: Ordered[]): boolean {
  const ids = findings.map(({ subject }) => subject.id).join();
  return ordered(...findings.toReversed()).join() === ids && ordered(...findings).join() === ids;
}

const ended = (days: number) => ({ rule: 'expired', dueAt: addDays(NOW, -days) });

describe('the order of findings', () => {
  it('has what is over last, and severity before everything else', () => {
    expect(
      isOrder(
        finding('critical'),
        finding('high', { severity: 'high', ...ended(1) }),
        finding('medium', { severity: 'medium', inUse: true }),
        finding('low', { severity: 'low' }),
        finding('over', { state: 'resolved' }),
      ),
    ).toBe(true);
  });

  it('has outages and ends within 24 hours first, then what can be saved, then what is long over, then the unused', () => {
    expect(
      isOrder(
        finding('outage', ended(3)),
        finding('today', { dueAt: addDays(NOW, 0.5) }),
        finding('in 2 days', { dueAt: addDays(NOW, 2) }),
        finding('in 6 days', { dueAt: addDays(NOW, 6) }),
        finding('root key', { rule: 'root-access-key', dueAt: '2019-01-01T00:00:00Z' }),
        finding('long over', ended(40)),
        finding('unused, ends today', { dueAt: addDays(NOW, 0.5), inUse: false }),
        finding('unused, over', { ...ended(2 * 365), inUse: false }),
      ),
    ).toBe(true);
  });

  it('counts an end of exactly 7 days ago as an outage, and one a second earlier as long over', () => {
    expect(
      isOrder(
        finding('a', ended(7)),
        finding('b', { dueAt: addDays(NOW, 2) }),
        finding('c', ended(7 + SECOND)),
      ),
    ).toBe(true);
  });

  it('counts an end in exactly 24 hours as today, and one a second later as later', () => {
    const leak = { rule: 'leaked', dueAt: addDays(NOW, -100) };
    expect(
      isOrder(
        finding('a', { dueAt: addDays(NOW, 1) }),
        finding('leak', leak),
        finding('b', { dueAt: addDays(NOW, 1 + SECOND) }),
      ),
    ).toBe(true);
  });

  it('has what is not known to be used among the outages', () => {
    expect(
      isOrder(finding('a', { ...ended(1), inUse: undefined }), finding('b', { ...ended(1), inUse: false })),
    ).toBe(true);
  });

  it('has the latest end first among what is long over', () => {
    expect(isOrder(finding('a', ended(8)), finding('b', ended(80)), finding('c', ended(800)))).toBe(true);
  });

  it('has the heavier one first within an outage and within a day, not across days', () => {
    expect(isOrder(finding('b', { ...ended(1), weight: 1 }), finding('a', ended(2)))).toBe(true);
    const day = (id: string, hours: number, weight?: number) =>
      finding(id, { dueAt: addDays('2026-11-25T00:00:00Z', hours / 24), weight });
    expect(isOrder(day('c', 20, 1), day('b', 2), day('d', 1, -1), day('a', 25, 1))).toBe(true);
  });

  it('is total: equal dates are ordered by account, subject and rule', () => {
    expect(
      isOrder(
        finding('a', { account: 'aws#1' }),
        finding('b', { account: 'aws#1' }),
        finding('a', { account: 'aws#2' }),
      ),
    ).toBe(true);
    expect(isOrder(finding('a', { rule: 'expiring' }), finding('a', { rule: 'pending-deletion' }))).toBe(
      true,
    );
  });
});
