import { Option, type Command } from 'commander';
import * as z from 'zod';
import { isFromNewerVersion } from '../../shared/messages/kinds/digest/news.ts';
import { attributesIn } from '../../shared/model/attributes.ts';
import { SEVERITIES, type Finding } from '../../shared/model/finding.ts';
import type { Mark } from '../../shared/model/mark.ts';
import { compareFindings } from '../../shared/rules/order.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { UsageError } from '../program/usage-error.ts';
import { addFilterOptions, filtersOf, parsedOptions } from '../reading/filter-options.ts';
import { isAtLeast, type Filters } from '../reading/filters.ts';
import { LeftOut } from '../reading/left-out.ts';
import { FINDING_STATES, listedFindings, type ListedFinding } from '../reading/listed-findings.ts';
import { namedInMessage } from '../reading/message-findings.ts';
import { refuseUnknownNames } from '../reading/named.ts';
import { collected, limited, refuseJsonWithCsv } from '../reading/stored-findings.ts';
import { withInventory, type InventorySession } from '../reading/with-inventory.ts';
import { printCsv } from '../screen/csv.ts';
import { emptyResult } from '../screen/empty-result.ts';
import { FINDINGS_COLUMNS, findingsTable } from '../screen/findings-table.ts';
import { printJson } from '../screen/json.ts';
import { renderTable } from '../screen/table.ts';
import type { Terminal } from '../screen/terminal.ts';
import { Unjudged } from '../screen/unjudged.ts';
import { sayUnknown } from '../screen/unknown-verdicts.ts';
import { counted, severityCounts, shownOf } from '../screen/words.ts';

const ownOptions = z.object({
  state: z.enum(FINDING_STATES).default('open'),
  failOn: z.enum(SEVERITIES).optional(),
  csv: z.boolean().default(false),
  counted: z.boolean().default(false),
  message: z
    .string()
    .regex(/^D-[0-9a-f]{8}$/, 'expected the id of a message like D-9e421a83')
    .optional(),
});
export function registerFindings(program: Command, dependencies: Dependencies): void {
  addFilterOptions(program.command('findings'))
    .description('List what is wrong or soon will be, the most urgent first.')
    .addOption(
      new Option('--state <state>', 'findings in this state').choices(FINDING_STATES).default('open'),
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 if a listed open finding has this severity or higher',
      ).choices(SEVERITIES),
    )
    .option('--message <id>', 'findings that this message named, in whatever state they are now')
    .option('--counted', 'with --message: only those that it counted in a line with others')
    .addHelpText(
      'after',
      `
Examples:
  $ skc findings --severity high             what is high or critical
  $ skc findings --excluded                  what exclusions leave out of alerts, and why
  $ skc findings --now 2027-03-01            what will be open on 1 March if nothing is done
  $ skc findings --due 14 --csv              what is due within 14 days, for a spreadsheet
  $ skc findings --fail-on critical          in CI: exit with 1 if there is a critical one
  $ skc findings --message D-9e421a83        all that a message named, also what it only counted`,
    )
    .action(async (_options: unknown, command: Command) => {
      const filters = filtersOf(command);
      const { state: chosen, failOn, csv, message, counted: only } = parsedOptions(ownOptions, command);
      if (only && message === undefined)
        throw new UsageError('--counted needs a message', 'Add --message ID.');
      const state = message !== undefined && isDefault(command, 'state') ? 'all' : chosen;
      await withInventory(command, dependencies, async (reading) => {
        refuseJsonWithCsv(reading.options.json, csv);
        await refuseUnknownNames(filters, reading);
        const { terminal } = dependencies;
        const unjudged = new Unjudged(filters);
        const isNamed =
          message === undefined ? () => true : await namedInMessage(message, only, reading.inventory);
        // A message named what it named, whatever became of the account.
        const leftOut = new LeftOut(message === undefined ? filters : { leftOut: true }, 'finding');
        const found = onEach(
          listedFindings(reading, { filters, state, csv, unjudged, leftOut, isNamed }),
          ({ finding }) => {
            if (failOn === undefined || finding.state !== 'open' || finding.excluded !== undefined) return;
            if (isAtLeast(finding.severity, failOn)) dependencies.finish(EXIT.findings);
          },
        );
        // --fail-on covers every finding, also those that --limit leaves out.
        const shown = limited(found, filters.limit, failOn !== undefined);
        if (reading.options.json) await printJson(terminal, findingsAlone(shown));
        else if (csv) await printCsv(terminal, FINDINGS_COLUMNS, shown);
        else await printFindings(terminal, reading, filters, found);
        for (const line of [unjudged.line(), leftOut.line()]) if (line !== '') terminal.say(line);
        await sayUnknown(reading, filters, terminal);
      });
    });
}

function isDefault(command: Command, option: string): boolean {
  return command.getOptionValueSource(option) === 'default';
}

async function* onEach<Item>(items: AsyncIterable<Item>, action: (item: Item) => void): AsyncGenerator<Item> {
  for await (const item of items) {
    action(item);
    yield item;
  }
}

/** For JSON: findings with the marks of their SKCs. */
async function* findingsAlone(
  found: AsyncIterable<ListedFinding>,
): AsyncGenerator<Finding & { marks: readonly Mark[] }> {
  for await (const { finding, about, marks } of found) yield { ...finding, ...attributesIn(about), marks };
}

async function printFindings(
  terminal: Terminal,
  reading: InventorySession,
  filters: Filters,
  found: AsyncIterable<ListedFinding>,
): Promise<void> {
  const rows = await collected(found);
  if (rows.length === 0) return terminal.print(await emptyResult('finding', reading, filters));
  const now = filters.now ?? reading.now;
  const compare = compareFindings(now);
  rows.sort((a, b) => compare(a.finding, b.finding));
  await terminal.print(
    `${renderTable(findingsTable(terminal, now, rows), rows.slice(0, filters.limit), terminal.columns)}\n`,
  );
  const counts: Partial<Record<Finding['severity'], number>> = {};
  const own = rows.filter(({ finding }) => !isFromNewerVersion(finding));
  for (const { finding } of own) counts[finding.severity] = (counts[finding.severity] ?? 0) + 1;
  const newer = rows.length - own.length;
  const apart = newer === 0 ? '' : `; ${counted(newer, 'finding')} from a newer version`;
  const { colours } = terminal;
  await terminal.print(
    `\n${shownOf(rows.length, filters.limit)}${counted(own.length, 'finding')}: ${severityCounts(counts, colours)}${apart}; as of ${now.slice(0, 10)}. ${colours.dim(whereNext(own))}\n`,
  );
}

/** Which commands show the next steps of what is listed. */
function whereNext(rows: readonly ListedFinding[]): string {
  const kinds = new Set(rows.map(({ finding }) => finding.subject.kind));
  const commands = [
    kinds.has('skc') ? 'skc show NAME' : '',
    kinds.has('target') ? 'skc targets --unread' : '',
    kinds.has('account') ? 'skc contacts' : '',
  ].filter((command) => command !== '');
  return commands.length === 0 ? '' : `For the next step run ${commands.join(', or ')}.`;
}
