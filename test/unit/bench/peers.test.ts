import { describe, expect, it } from 'vitest';
import { isMet } from '../../../bench/goals.ts';
import { median, peerGoals, type Cost, type Round } from '../../../bench/peers/goals.ts';

const cost = (over: Partial<Cost>): Cost => ({
  calls: {},
  seconds: 10,
  cpuSeconds: 4,
  peakMb: 100,
  treeMb: 200,
  ...over,
});
const round = (over: Partial<Round> = {}): Round => ({
  first: cost({ seconds: 2.5, calls: { 'kms:DescribeKey': 440 } }),
  later: cost({ seconds: 2, calls: { 'kms:DescribeKey': 240 } }),
  custodian: cost({}),
  load: 0,
  ...over,
});
const missed = (rounds: readonly Round[], skcs = 1000) =>
  peerGoals('once', rounds, skcs).flatMap((goal) => (isMet(goal) ? [] : [goal.title]));

describe('the goals against Cloud Custodian', () => {
  it('are met at their limits', () => {
    expect(missed([round()])).toEqual([]);
  });

  it.each([
    ['calls per 1,000 SKCs, first run, once', { first: cost({ seconds: 2, calls: { a: 300, b: 141 } }) }],
    ['calls per 1,000 SKCs, later run, once', { later: cost({ seconds: 2, calls: { a: 241 } }) }],
    ['CPU of the first run, × Cloud Custodian, once', { first: cost({ seconds: 2, cpuSeconds: 4.1 }) }],
    ['CPU of a later run, × Cloud Custodian, once', { later: cost({ seconds: 2, cpuSeconds: 4.1 }) }],
    ['wall time of the first run, × Cloud Custodian, once', { first: cost({ seconds: 2.6 }) }],
    ['wall time of a later run, × Cloud Custodian, once', { later: cost({ seconds: 2.1 }) }],
    ['peak MB of the process, once', { later: cost({ seconds: 2, peakMb: 110.1 }) }],
    ['peak MB of the process and its database, once', { first: cost({ seconds: 2, treeMb: 220.1 }) }],
  ])('%s: missed above it', (title, over) => {
    expect(missed([round(over)])).toEqual([title]);
  });

  it('take the median of times and the worst of memory', () => {
    const slow = round({ first: cost({ seconds: 9, cpuSeconds: 9 }) });
    expect(missed([round(), slow, round()])).toEqual([]);
    expect(missed([round(), round({ first: cost({ seconds: 2, peakMb: 111 }) }), round()])).toEqual([
      'peak MB of the process, once',
    ]);
  });

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
  ])('the median of %j is %d', (seconds, middle) => {
    const rounds = seconds.map((each) => round({ first: cost({ seconds: each }) }));
    expect(median(rounds, ({ first }) => first.seconds)).toBe(middle);
  });
});
