import { runTable } from '../run-table.ts';
import type { AzureSize } from './azure.ts';
import { callsOf } from './goals.ts';

/** The runs over all estates as text. */
export function rendered(sizes: readonly AzureSize[]): string {
  const rows = sizes.flatMap(({ what, skcs, shape, first, later, crowd }) => {
    const row = { estate: `${skcs} ${what}, ${shape.vaults} vaults`, skcs };
    return [
      { ...row, run: 'first', measured: first, more: [callsOf(first).verification, crowd] },
      { ...row, run: 'later', measured: later, more: [callsOf(later).verification] },
    ];
  });
  return runTable(rows, ['verifying', 'at once']);
}
