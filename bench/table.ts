import Table from 'cli-table3';

type Cell = string | number;

/** A table without borders; figures with a fraction are rounded to what a reader needs. */
export function plainTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => row.map(shown)));
  return table.toString();
}

function shown(cell: Cell): Cell {
  if (typeof cell === 'string' || Number.isInteger(cell)) return cell;
  return cell >= 100 ? cell.toFixed(0) : cell.toFixed(1);
}
