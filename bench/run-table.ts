import Table from 'cli-table3';
import { PLAIN, short } from './part.ts';
import type { Measured } from './product.ts';

/** One row of a table of runs. */
export interface RunRow {
  /** `50000 mixed`. */
  estate: string;
  skcs: number;
  run: string;
  measured: Measured;
  more: readonly (string | number)[];
}

/** @param more titles of additional columns. */
export function runTable(rows: readonly RunRow[], more: readonly string[] = []): string {
  const table = new Table({
    head: ['estate', 'run', 'calls', '/1,000', 'opened', 'written', 'read', 's', 'CPU s', 'MB', ...more],
    style: PLAIN,
  });
  for (const { estate, skcs, run, measured, more: others } of rows) {
    const calls = Object.values(measured.calls).reduce((sum, count) => sum + count, 0);
    const { opened, writes, reads, seconds, cpuSeconds, peakMb } = measured;
    const used = [seconds, cpuSeconds, peakMb].map(short);
    table.push([estate, run, calls, short((calls / skcs) * 1000), opened, writes, reads, ...used, ...others]);
  }
  return table.toString();
}
