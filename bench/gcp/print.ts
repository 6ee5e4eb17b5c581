import { runTable } from '../run-table.ts';
import type { GcpSize } from './gcp.ts';
import { callsOf } from './goals.ts';

/** The runs over all estates as text. */
export function rendered(sizes: readonly GcpSize[]): string {
  const rows = sizes.flatMap((size) => {
    const way = size.assetInventory ? 'inventory' : 'services';
    const row = { estate: `${size.skcs} by ${way}, ${size.shape.projects} projects`, skcs: size.skcs };
    return (['first', 'later'] as const).map((run) => ({
      ...row,
      run,
      measured: size[run],
      more: [callsOf(size, size[run]).verification],
    }));
  });
  return runTable(rows, ['verifying']);
}
