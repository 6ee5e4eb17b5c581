import { callsOf, listingPerThousand, type Size } from './size.ts';
import { plainTable } from './table.ts';

/** One row a run, with what it cost. */
export function runTable(sizes: readonly Size[]): string {
  const rows = sizes.flatMap((size) =>
    size.runs.map(({ title, measured: run }) => {
      const { listing, verifying } = callsOf(size, run);
      const calls = [listing, listingPerThousand(size, run), verifying];
      const table = [run.opened, run.writes, run.reads];
      return [
        size.estate,
        title,
        ...calls,
        ...table,
        run.seconds,
        run.cpuSeconds,
        run.peakMb,
        run.treeMb,
        run.diskMb,
      ];
    }),
  );
  return plainTable(HEAD, rows);
}

const HEAD = [
  'estate',
  'run',
  'listing',
  '/1,000',
  'verifying',
  'opened',
  'written',
  'read',
  's',
  'CPU s',
  'MB',
  'tree MB',
  'disk MB',
];
