import { Option, type Command } from 'commander';
import * as z from 'zod';
import type { InventoryReader } from '../../shared/inventory/contract.ts';
import type { ChangeLine } from '../../shared/inventory/entities/change.ts';
import { CHANGE_KINDS } from '../../shared/model/change.ts';
import { addDays, isInstant } from '../../shared/model/instant.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { UsageError } from '../program/usage-error.ts';
import { isKnown } from '../../shared/model/fields.ts';
import { unknownName } from '../reading/named.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { collected, refuseJsonWithCsv } from '../reading/stored-findings.ts';
import { withInventory } from '../reading/with-inventory.ts';
import { printCsv, type CsvColumn } from '../screen/csv.ts';
import { printJson } from '../screen/json.ts';
import { renderTable, type Column } from '../screen/table.ts';
import { longest, type Terminal } from '../screen/terminal.ts';
import { counted, minute, shortType } from '../screen/words.ts';

const day = z.string().refine((text) => isInstant(`${text}T00:00:00Z`), 'expected a day like 2026-10-31');
const optionsSchema = z.object({
  since: day.optional(),
  until: day.optional(),
  kind: z.string().optional(),
  csv: z.boolean().default(false),
});

/** Maximum number of days: each day is one query. */
const MOST_DAYS = 400;
const DAYS = 30;

/** `skc changes`: lists what changed in the whole organisation, with one query per day and none per account. */
export function registerChanges(program: Command, dependencies: Dependencies): void {
  program
    .command('changes')
    .description('List what changed in all accounts, by the day on which a run saw it.')
    .option('--since <day>', `the first day; without it ${DAYS} days before --until`)
    .option('--until <day>', 'the last day; without it today')
    .addOption(new Option('--kind <kind>', `only this kind: ${CHANGE_KINDS.join(', ')}`))
    .option('--csv', 'print comma-separated values, safe to open in a spreadsheet')
    .addHelpText(
      'after',
      `
Examples:
  $ skc changes --since 2026-10-01 --until 2026-10-31 --kind rotated    what was rotated in October
  $ skc changes --kind deleted --csv                                    deletions, for a spreadsheet`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { since, until, kind, csv } = parsedOptions(optionsSchema, command);
      refuseUnknownKind(kind);
      await withInventory(command, dependencies, async ({ inventory, options: { json }, now }) => {
        refuseJsonWithCsv(json, csv);
        const { terminal } = dependencies;
        const last = until ?? now.slice(0, 10);
        const days = daysFrom(since ?? addDays(`${last}T00:00:00Z`, -DAYS).slice(0, 10), last);
        const lines = linesOf(inventory, days, kind);
        if (json) {
          await printJson(terminal, lines);
          return;
        }
        if (csv) {
          await printCsv(terminal, CHANGE_COLUMNS, lines);
          return;
        }
        const rows = await collected(lines);
        const found = `${counted(rows.length, 'change')} from ${days[0]} to ${last}.`;
        if (rows.length > 0)
          await terminal.print(`${renderTable(columnsFor(terminal), rows, terminal.columns)}\n\n`);
        await terminal.print(`${terminal.colours.dim(found)}\n`);
      });
    });
}

/** @throws {UsageError} with the nearest match. */
function refuseUnknownKind(kind: string | undefined): void {
  if (kind !== undefined && !isKnown(CHANGE_KINDS, kind)) throw unknownName('kind', kind, CHANGE_KINDS);
}

/** @throws {UsageError} if the days are in the wrong order, or too many. */
function daysFrom(since: string, until: string): string[] {
  const days: string[] = [];
  for (let at = since; at <= until && days.length <= MOST_DAYS; at = dayAfter(at)) days.push(at);
  if (days.length === 0) throw new UsageError(`--since ${since} is after --until ${until}`, 'swap them');
  if (days.length > MOST_DAYS) throw new UsageError(`more than ${MOST_DAYS} days`, 'ask for a shorter time');
  return days;
}

function dayAfter(date: string): string {
  return addDays(`${date}T00:00:00Z`, 1).slice(0, 10);
}

async function* linesOf(
  inventory: InventoryReader,
  days: readonly string[],
  kind: string | undefined,
): AsyncGenerator<ChangeLine> {
  for (const each of days)
    for await (const line of inventory.changesOn(each))
      if (kind === undefined || line.kinds.includes(kind)) yield line;
}

const columnsFor = (terminal: Terminal): Column<ChangeLine>[] => [
  { title: 'SEEN', value: ({ observedAt }) => minute(observedAt) },
  { title: 'CHANGE', value: ({ kinds }) => sanitize(kinds.join(', '), 60) },
  { title: 'NAME', value: ({ name, skcId }) => shownName(name ?? skcId, longest(terminal, 80)), least: 20 },
  { title: 'TYPE', value: ({ type }) => shortType(type ?? '-'), worth: 5 },
  {
    title: 'ACCOUNT',
    value: ({ account, accountName }) => shownName(accountName ?? account, longest(terminal, 40)),
    least: 10,
  },
];

/** Columns of `skc changes --csv`. */
export const CHANGE_COLUMNS: readonly CsvColumn<ChangeLine>[] = [
  { name: 'observedAt', value: ({ observedAt }) => observedAt },
  { name: 'kinds', value: ({ kinds }) => kinds.join(' ') },
  { name: 'id', value: ({ skcId }) => skcId },
  { name: 'name', value: ({ name }) => name },
  { name: 'type', value: ({ type }) => type },
  { name: 'account', value: ({ account }) => account },
  { name: 'accountName', value: ({ accountName }) => accountName },
];
