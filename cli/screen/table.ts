import Table from 'cli-table3';
import { widthOf } from './width.ts';

/** One column of a table for people. */
export interface Column<Row> {
  title: string;
  /** Already sanitized; may be coloured. */
  value(row: Row): string;
  /** Minimum width to which it may shrink; without it, it is as wide as its widest cell. */
  least?: number;
  /** Columns of the lowest value are left out first if the screen is too narrow; without it, never. */
  worth?: number;
}

const GAP = 2;

/** A table without borders that fits the screen: the widest columns shrink; if that is not enough, columns are left out. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  screenColumns: number,
): string {
  const shown = fitting(
    columns.map((column) => {
      const cells = rows.map((row) => column.value(row));
      return {
        column,
        cells,
        // Not `Math.max(...)`: a hundred thousand arguments overflow the stack.
        width: cells.reduce((most, cell) => Math.max(most, widthOf(cell)), widthOf(column.title)),
      };
    }),
    screenColumns,
  );
  const table = new Table({
    head: shown.map(({ column }) => column.title),
    colWidths: shown.map(({ width }) => width),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const index of rows.keys()) table.push(shown.map(({ cells }) => cells[index] ?? ''));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

interface Sized<Row> {
  column: Column<Row>;
  cells: string[];
  width: number;
}

function fitting<Row>(columns: readonly Sized<Row>[], screenColumns: number): Sized<Row>[] {
  let kept = [...columns];
  for (;;) {
    const widths = cutWidths(kept, screenColumns);
    if (widths !== undefined)
      return kept.map((each, index) => ({ ...each, width: widths[index] ?? each.width }));
    const leastWorth = kept.reduce(
      (least, { column }) => Math.min(least, column.worth ?? Infinity),
      Infinity,
    );
    // No column is left that may be omitted: the terminal wraps long lines.
    if (leastWorth === Infinity)
      return kept.map((each) => ({ ...each, width: each.column.least ?? each.width }));
    kept = kept.filter(({ column }) => column.worth !== leastWorth);
  }
}

/** Widths that fit the screen, shrinking the widest columns first; undefined if that is not possible. */
function cutWidths<Row>(columns: readonly Sized<Row>[], screenColumns: number): number[] | undefined {
  const widths = columns.map(({ width }) => width);
  let over = widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1)) - screenColumns;
  while (over > 0) {
    let widest = -1;
    for (const [index, { column }] of columns.entries()) {
      const width = widths[index] ?? 0;
      if (column.least !== undefined && width > column.least && width > (widths[widest] ?? 0)) widest = index;
    }
    if (widest < 0) return undefined;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};
