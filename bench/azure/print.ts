import { runTable } from '../run-table.ts';
import type { AzureSize } from './azure.ts';

/** The runs over every estate, for a person. */
export function rendered(sizes: readonly AzureSize[]): string {
  const rows = sizes.flatMap(({ what, skcs, shape, first, later, crowd }) => {
    const row = { estate: `${skcs} ${what}, ${shape.vaults} vaults`, skcs };
    return [
      { ...row, run: 'first', measured: first, more: [crowd] },
      { ...row, run: 'later', measured: later, more: [] },
    ];
  });
  return runTable(rows, ['at once']);
}
