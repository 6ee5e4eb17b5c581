import { callsOf } from '../size.ts';
import { plainTable } from '../table.ts';
import type { AwsSize } from './goals.ts';
import { PEERS } from './peers.ts';

/** Calls by operation on the first run; `v` marks verifying ones. */
export function operationTable(single: AwsSize, double: AwsSize): string {
  const calls = single.runs[0].measured.calls;
  const rows = Object.entries(double.runs[0].measured.calls)
    .toSorted(([, a], [, b]) => b - a)
    .map(([operation, count]) => [
      operation,
      calls[operation] ?? 0,
      count,
      double.verifies(operation) ? 'v' : '',
    ]);
  return plainTable(['operation', '1×', '2×', ''], rows);
}

/** Beside other programs on the same estate. */
export function peerTable(single: AwsSize, double: AwsSize): string {
  const own = (index: 0 | 1, title: string) => {
    const [one, two] = [single.runs[index].measured, double.runs[index].measured];
    const { listing, verifying } = callsOf(single, one);
    const calls = ((listing + verifying) / single.skcs) * 1000;
    return [title, calls, one.seconds, two.seconds, one.peakMb, two.peakMb];
  };
  return plainTable(
    ['program', 'calls / 1,000', 's 1×', 's 2×', 'MB 1×', 'MB 2×'],
    [
      own(0, 'SKC Watch, first run, verified and stored'),
      own(1, 'SKC Watch, later runs'),
      ...PEERS.map(({ program, calls, seconds, mb }) => [program, calls, ...seconds, ...mb]),
    ],
  );
}
