import type { Goal } from '../goals.ts';

/** What a run of any program cost. */
export interface Cost {
  calls: Record<string, number>;
  seconds: number;
  cpuSeconds: number;
  /** Largest resident set of the program's process, and of it with its database. */
  peakMb: number;
  treeMb: number;
}

/** All programs once, one after the other. */
export interface Round {
  first: Cost;
  later: Cost;
  custodian: Cost;
  /** Of the machine at its end, in the last minute. */
  load: number;
}

export type Sides = 'first' | 'later' | 'custodian';

/** Compared with Cloud Custodian by the medians of the rounds; calls and memory by the worst round. */
export function peerGoals(at: string, rounds: readonly Round[], skcs: number): Goal[] {
  const worst = (of: (round: Round) => number) => Math.max(...rounds.map(of));
  const calls = (side: Sides) => worst((round) => sum(round[side].calls) / (skcs / 1000));
  const times = (side: Sides, of: 'seconds' | 'cpuSeconds') =>
    median(rounds, (round) => round[side][of]) / median(rounds, (round) => round.custodian[of]);
  return [
    { title: `calls per 1,000 SKCs, first run, ${at}`, most: 440, measured: calls('first') },
    { title: `calls per 1,000 SKCs, later run, ${at}`, most: 240, measured: calls('later') },
    {
      title: `CPU of the first run, × Cloud Custodian, ${at}`,
      most: 1,
      measured: times('first', 'cpuSeconds'),
    },
    {
      title: `CPU of a later run, × Cloud Custodian, ${at}`,
      most: 1,
      measured: times('later', 'cpuSeconds'),
    },
    {
      title: `wall time of the first run, × Cloud Custodian, ${at}`,
      most: 0.25,
      measured: times('first', 'seconds'),
      advisory: true,
    },
    {
      title: `wall time of a later run, × Cloud Custodian, ${at}`,
      most: 0.2,
      measured: times('later', 'seconds'),
      advisory: true,
    },
    {
      title: `peak MB of the process, ${at}`,
      most: 110,
      measured: worst((round) => Math.max(round.first.peakMb, round.later.peakMb)),
    },
    {
      title: `peak MB of the process and its database, ${at}`,
      most: 220,
      measured: worst((round) => Math.max(round.first.treeMb, round.later.treeMb)),
    },
  ];
}

export function median(rounds: readonly Round[], of: (round: Round) => number): number {
  const values = rounds.map(of).toSorted((a, b) => a - b);
  const middle = Math.floor(values.length / 2);
  const upper = values[middle] ?? 0;
  return values.length % 2 === 1 ? upper : (upper + (values[middle - 1] ?? upper)) / 2;
}

function sum(calls: Record<string, number>): number {
  return Object.values(calls).reduce((all, count) => all + count, 0);
}
