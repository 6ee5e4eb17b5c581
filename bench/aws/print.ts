import Table from 'cli-table3';
import { PLAIN, short } from '../part.ts';
import type { Measured } from '../product.ts';
import { callsOf, isVerification, listingPerThousand, type Size } from './goals.ts';
import { PEERS } from './peers.ts';

const RUNS = ['first', 'unchanged', 'changed'] as const;

/** All measurements as text. */
export function rendered(single: Size, double: Size): string {
  return [
    'Runs',
    runs([single, double]),
    'Calls by operation, first run (v: verifying)',
    operations(single.first, double.first),
    'Compared with other programs on the same estate',
    peers(single, double),
  ].join('\n\n');
}

function runs(sizes: readonly Size[]): string {
  const table = new Table({
    head: [
      'secrets',
      'SKCs',
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
    ],
    style: PLAIN,
  });
  for (const size of sizes)
    for (const name of RUNS) {
      const run = size[name];
      const { listing, verification } = callsOf(run);
      const title = name === 'changed' ? `${size.changedSkcs} changed` : name;
      const calls = [listing, short(listingPerThousand(run, size)), verification];
      const used = [run.seconds, run.cpuSeconds, run.peakMb].map(short);
      table.push([size.secrets, size.skcs, title, ...calls, run.opened, run.writes, run.reads, ...used]);
    }
  return table.toString();
}

function operations(single: Measured, double: Measured): string {
  const table = new Table({ head: ['operation', '1×', '2×', ''], style: PLAIN });
  for (const [operation, count] of Object.entries(double.calls).toSorted(([, a], [, b]) => b - a))
    table.push([operation, single.calls[operation] ?? 0, count, isVerification(operation) ? 'v' : '']);
  return table.toString();
}

function peers(single: Size, double: Size): string {
  const table = new Table({
    head: ['program', 'calls / 1,000', 's 1×', 's 2×', 'MB 1×', 'MB 2×'],
    style: PLAIN,
  });
  const own = (name: (typeof RUNS)[number], title: string) => {
    const { listing, verification } = callsOf(single[name]);
    const calls = ((listing + verification) / single.skcs) * 1000;
    const [one, two] = [single[name], double[name]];
    table.push([title, ...[calls, one.seconds, two.seconds, one.peakMb, two.peakMb].map(short)]);
  };
  own('first', 'SKC Watch, first run, verified and stored');
  own('unchanged', 'SKC Watch, later runs');
  for (const { program, calls, seconds, mb } of PEERS) table.push([program, calls, ...seconds, ...mb]);
  return table.toString();
}
