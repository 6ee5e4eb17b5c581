import type { Measured } from './product.ts';
import { callsOf, listingPerThousand, type Size } from './size.ts';

/** A limit, and what was measured against it. */
export interface Goal {
  title: string;
  most: number;
  measured: number;
  /** Reported without failing the benchmark: seconds depend on the machine. */
  advisory?: boolean;
}

export function isMet({ most, measured }: Goal): boolean {
  return measured <= most;
}

/** Which runs of a size a goal looks at; the worst one counts. */
export type Which = 'first' | 'later' | 'all';

/** Listing calls per 1,000 SKCs. @param of what is listed: `SKCs`, `secrets`. */
export function listingGoal(of: string, which: Which, most: number, sizes: readonly Size[]): Goal {
  return {
    title: `listing calls per 1,000 ${of}, ${RUNS[which]}`,
    most,
    measured: worst(sizes, which, (run, size) => listingPerThousand(size, run)),
  };
}

const RUNS: Readonly<Record<Which, string>> = {
  first: 'first run',
  later: 'later runs',
  all: 'first and later runs',
};

/** Verifying calls must not exceed the findings that they open. */
export function verifyingGoal(sizes: readonly Size[]): Goal {
  return {
    title: 'verifying calls per finding opened, first run',
    most: 1,
    measured: worst(sizes, 'first', (run, size) => callsOf(size, run).verifying / run.opened),
  };
}

/** Largest resident set in units of 2^20 bytes. */
export function memoryGoal(most: number, sizes: readonly Size[]): Goal {
  const largest = sizes.reduce((a, b) => (b.skcs > a.skcs ? b : a));
  return {
    title: `peak MB of the process, ${largest.estate}`,
    most,
    measured: worst(sizes, 'all', ({ peakMb }) => peakMb),
  };
}

/** The same of the process and its database together. */
export function treeGoal(most: number, sizes: readonly Size[]): Goal {
  return {
    title: 'peak MB of the process and its database',
    most,
    measured: worst(sizes, 'all', ({ treeMb }) => treeMb),
  };
}

/** Files of the database. */
export function diskGoal(most: number, sizes: readonly Size[]): Goal {
  const largest = sizes.reduce((a, b) => (b.skcs > a.skcs ? b : a));
  return {
    title: `MB of the database's files, ${largest.estate}`,
    most,
    measured: worst(sizes, 'all', ({ diskMb }) => diskMb),
  };
}

/** What twice as many SKCs may cost on a first run: calls, CPU seconds and seconds. */
export function doubleGoals(single: Size, double: Size): Goal[] {
  const ratio = (of: (run: Measured, size: Size) => number) =>
    of(double.runs[0].measured, double) / of(single.runs[0].measured, single);
  return [
    {
      title: 'calls at twice the size, first run',
      most: TWICE,
      measured: ratio((run, size) => callsOf(size, run).listing + callsOf(size, run).verifying),
    },
    {
      title: 'CPU seconds at twice the size, first run',
      most: TWICE,
      measured: ratio(({ cpuSeconds }) => cpuSeconds),
    },
    {
      title: 'seconds at twice the size, first run',
      most: TWICE,
      measured: ratio(({ seconds }) => seconds),
      advisory: true,
    },
  ];
}

const TWICE = 2.2;

/** The worst run of all sizes. */
export function worst(
  sizes: readonly Size[],
  which: Which,
  of: (run: Measured, size: Size) => number,
): number {
  const values = sizes.flatMap((size) => {
    const [first, ...later] = size.runs;
    const runs = { first: [first], later, all: size.runs }[which];
    return runs.map(({ measured }) => of(measured, size));
  });
  return Math.max(...values);
}
