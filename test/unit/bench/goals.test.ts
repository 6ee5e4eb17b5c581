import { describe, expect, it } from 'vitest';
import {
  diskGoal,
  doubleGoals,
  isMet,
  listingGoal,
  memoryGoal,
  treeGoal,
  verifyingGoal,
} from '../../../bench/goals.ts';
import { goalTable } from '../../../bench/goal-table.ts';
import type { Measured } from '../../../bench/product.ts';
import { runTable } from '../../../bench/run-table.ts';
import type { Size } from '../../../bench/size.ts';

const run = (more: Partial<Measured>): Measured => ({
  calls: { 'kms:ListKeys': 20, 'kms:DescribeKey': 180, 'kms:ListKeyRotations': 50 },
  opened: 100,
  writes: 7,
  reads: 8,
  seconds: 9,
  cpuSeconds: 10,
  peakMb: 120,
  treeMb: 200,
  databaseMb: 80,
  diskMb: 30,
  ...more,
});
const size = (first: Partial<Measured>, later: Partial<Measured>, skcs = 1000): Size => ({
  estate: `${skcs} keys`,
  skcs,
  runs: [
    { title: 'first', measured: run(first) },
    { title: 'unchanged', measured: run(later) },
  ],
  verifies: (operation) => operation === 'kms:ListKeyRotations',
});

describe('the goals of the benchmark', () => {
  it('are met at the limit and missed above it', () => {
    const goal = { title: 'peak', most: 140 };
    expect(isMet({ ...goal, measured: 140 })).toBe(true);
    expect(isMet({ ...goal, measured: 140.1 })).toBe(false);
  });

  it('count calls for listing per 1,000 SKCs, without those for verifying', () => {
    const sizes = [size({}, { calls: { 'kms:ListKeys': 6 } }, 500)];
    expect(listingGoal('keys', 'first', 400, sizes)).toEqual({
      title: 'listing calls per 1,000 keys, first run',
      most: 400,
      measured: 400,
    });
    expect(listingGoal('keys', 'later', 12, sizes).measured).toBe(12);
    expect(listingGoal('keys', 'all', 12, sizes).measured).toBe(400);
  });

  it('compare the calls for verifying with the findings that were opened', () => {
    expect(verifyingGoal([size({}, {}), size({ opened: 40 }, { opened: 1 })]).measured).toBe(1.25);
  });

  it('take the worst run of all sizes, and name the largest size', () => {
    const sizes = [size({}, { peakMb: 141 }), size({ peakMb: 139 }, {}, 2000)];
    expect(memoryGoal(140, sizes)).toEqual({
      title: 'peak MB of the process, 2000 keys',
      most: 140,
      measured: 141,
    });
  });

  it('take the largest memory of both processes, and the largest files', () => {
    const sizes = [size({ treeMb: 219, diskMb: 31 }, { treeMb: 221, diskMb: 29 })];
    expect(treeGoal(220, sizes)).toMatchObject({ measured: 221, most: 220 });
    expect(diskGoal(300, sizes)).toMatchObject({ measured: 31, most: 300 });
  });

  it('compare a first run with one over twice as many SKCs', () => {
    const double = size({ cpuSeconds: 21, seconds: 27, calls: { 'kms:DescribeKey': 500 } }, {}, 2000);
    expect(doubleGoals(size({}, {}), double)).toMatchObject([
      { measured: 2 },
      { measured: 2.1 },
      { measured: 3, advisory: true },
    ]);
  });
});

describe('the tables of the benchmark', () => {
  it('mark a missed goal, and one that depends on the machine apart', () => {
    const missed = { title: 'calls', most: 1, measured: 2 };
    const goals = [missed, { ...missed, advisory: true }, { ...missed, measured: 1 }];
    expect(rowsOf(goalTable([{ title: 'AWS', goals }])).map((row) => row.at(-1))).toEqual([
      'MISSED',
      'missed (depends on the machine)',
      'ok',
    ]);
  });

  it('show a row a run', () => {
    expect(rowsOf(runTable([size({ peakMb: 120.26, seconds: 1234.5 }, {})]))).toEqual([
      ['1000 keys', 'first', '200', '200', '50', '100', '7', '8', '1235', '10', '120', '200', '30'],
      ['1000 keys', 'unchanged', '200', '200', '50', '100', '7', '8', '9', '10', '120', '200', '30'],
    ]);
  });
});

/** The cells of a table's rows, without its head. */
function rowsOf(table: string): string[][] {
  const rows = table.split('\n').filter((line) => line.startsWith('│'));
  return rows.slice(1).map((row) =>
    row
      .split('│')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
