import { stringify } from 'csv-stringify/sync';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Terminal } from './terminal.ts';

/** One column of a CSV, as documented in `docs/commands.md`. */
export interface CsvColumn<Item> {
  name: string;
  value(item: Item): string | number | boolean | undefined;
}

/** Prints a header, then one line for each item as soon as it arrives. */
export async function printCsv<Item>(
  terminal: Terminal,
  columns: readonly CsvColumn<Item>[],
  items: AsyncIterable<Item>,
): Promise<number> {
  let count = 0;
  await terminal.print(line(columns.map((column) => column.name)));
  for await (const item of items) {
    await terminal.print(line(columns.map((column) => column.value(item))));
    count += 1;
  }
  return count;
}

/** Maximum length of a cell: above the longest name in any cloud, below the limit of spreadsheets (32,767). */
const LONGEST = 4096;

/**
 * One line of RFC 4180. No cell can start a formula in a spreadsheet: `escape_formulas` puts `'` before = + - @ and
 * their full-width variants, {@link withoutLaterFormulas} does so inside a cell. Line breaks and tabs inside a cell
 * become spaces before that, because a reader that splits at them would start a new cell there. Escape sequences are
 * removed, since people also view CSV in terminals.
 */
function line(cells: readonly (string | number | boolean | undefined)[]): string {
  return stringify([cells.map((cell) => (typeof cell === 'string' ? safeCell(cell) : cell))], {
    escape_formulas: true,
    record_delimiter: 'windows',
    cast: { boolean: (value) => (value ? 'true' : 'false') },
  });
}

function safeCell(text: string): string {
  return withoutLaterFormulas(sanitize(text, LONGEST));
}

/**
 * A spreadsheet that is set to another separator than the comma (`;` in many countries) starts a cell at each of them,
 * even inside quotes that do not begin the cell. What would begin with a formula there, with or without spaces and
 * quotes before it, begins with `'`, which makes it text.
 */
function withoutLaterFormulas(text: string): string {
  return text.replaceAll(/([;|])(?=[\s"]*[=+\-@＝＋－＠])/g, "$1'");
}
