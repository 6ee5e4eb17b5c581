import { Option, type Command } from 'commander';
import * as z from 'zod';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import { SEVERITIES, type Finding } from '../../shared/model/finding.ts';
import { compareFindings } from '../../shared/rules/order.ts';
import { isFromNewerVersion } from '../../shared/messages/kinds/digest/news.ts';
import { isKnown } from '../../shared/model/fields.ts';
import { attributesAt, attributesIn } from '../../shared/model/attributes.ts';
import type { Mark } from '../../shared/model/mark.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { ATTRIBUTES } from '../../shared/model/skc.ts';
import { declarationsOf, tagsOf, type Declarations } from '../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { addFilterOptions, filtersOf, parsedOptions } from '../reading/filter-options.ts';
import { LeftOut, noLongerRead } from '../reading/left-out.ts';
import { kindsOf, marksHeld } from '../reading/marks.ts';
import {
  asksForTags,
  isAtLeast,
  matchesAccount,
  matchesFinding,
  matchesMarks,
  type Filters,
  type FromTags,
} from '../reading/filters.ts';
import { refuseUnknownNames } from '../reading/named.ts';
import { namedInMessage } from '../reading/message-findings.ts';
import { collected, findingsOf, limited, refuseJsonWithCsv } from '../reading/stored-findings.ts';
import { printCsv, type CsvColumn } from '../screen/csv.ts';
import { emptyResult } from '../screen/empty-result.ts';
import { printJson } from '../screen/json.ts';
import { renderTable, type Column } from '../screen/table.ts';
import { counted, relative, severityCounts, severityWord, shortType, shownOf } from '../screen/words.ts';
import { Unjudged } from '../screen/unjudged.ts';
import { sayUnknown } from '../screen/unknown-verdicts.ts';
import { UsageError } from '../program/usage-error.ts';
import { longest, type Terminal } from '../screen/terminal.ts';
import { withInventory, type InventorySession } from '../reading/with-inventory.ts';

const FINDING_STATES = ['open', 'resolved', 'deleted', 'all'] as const;
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
type State = (typeof FINDING_STATES)[number];

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

/** A finding that matches the filters, with its account. */
export interface ListedFinding {
  finding: Finding;
  account: ListedAccount;
  /**
   * Owner, criticality and environment of its SKC, with its tags if a filter or the CSV asks for them. Otherwise as the
   * finding has them.
   */
  about: FromTags;
  /** Those of its SKC that are in effect. */
  marks: readonly Mark[];
}

async function* listedFindings(
  reading: InventorySession,
  {
    filters,
    state,
    csv,
    unjudged,
    leftOut,
    isNamed,
  }: {
    filters: Filters;
    state: State;
    csv: boolean;
    unjudged: Unjudged;
    leftOut: LeftOut;
    isNamed: (finding: Finding) => boolean;
  },
): AsyncGenerator<ListedFinding> {
  const asks = csv || asksForTags(filters);
  const now = filters.now ?? reading.now;
  const accounts = (await reading.inventory.accounts()).filter((each) => matchesAccount(filters, each));
  const declared = declarationsOf(await loadDeclarations(asks ? accounts.map(({ cloud }) => cloud) : []));
  for (const account of await leftOut.of(accounts, listedIn)) yield* listedIn(account);

  async function* listedIn(account: ListedAccount): AsyncGenerator<ListedFinding> {
    const tags = asks ? await tagsIn(reading, account, declared) : new Map<string, FromTags>();
    const held = await marksHeld(account.key, now, reading.inventory);
    for await (const finding of findingsOf(reading, account.key, filters.now)) {
      if (!isInState(finding, state) || !isNamed(finding)) continue;
      const marks = finding.subject.kind === 'skc' ? held(finding.subject.id) : [];
      if (!matchesMarks(filters, marks)) continue;
      const fromTags = tags.get(finding.subject.id) ?? { ...attributesIn(finding) };
      const about = { ...fromTags, ...attributesAt(fromTags, marks, now) };
      if (!matchesFinding(filters, finding, about, now)) {
        const isSkc = finding.subject.kind === 'skc';
        unjudged.leftOut(!isSkc || about.tags !== undefined, (rest) =>
          matchesFinding(rest, finding, about, now),
        );
        continue;
      }
      yield { finding, account, about, marks };
    }
  }
}

function isDefault(command: Command, option: string): boolean {
  return command.getOptionValueSource(option) === 'default';
}

/** A state that only a newer version knows is listed with what is open: it may need attention. */
function isInState({ state }: Finding, wanted: State): boolean {
  return wanted === 'all' || state === wanted || (wanted === 'open' && !isKnown(FINDING_STATES, state));
}

/** Tags are not stored with findings: filters by them, and CSV, use those of their SKCs. */
async function tagsIn(
  reading: InventorySession,
  account: ListedAccount,
  declared: Declarations,
): Promise<Map<string, FromTags>> {
  const tags = new Map<string, FromTags>();
  for await (const skc of reading.inventory.skcs(account.key))
    tags.set(skc.id, { tags: tagsOf(skc, declared), ...attributesIn(skc) });
  return tags;
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

function findingsTable(
  terminal: Terminal,
  now: Instant,
  rows: readonly ListedFinding[],
): Column<ListedFinding>[] {
  return [
    { title: 'SEVERITY', value: ({ finding }) => severityWord(finding.severity, terminal.colours) },
    { title: 'RULE', value: ({ finding }) => finding.rule },
    { title: 'DUE', value: ({ finding }) => relative(finding.dueAt, now) },
    {
      title: 'NAME',
      value: ({ finding }) => shownName(finding.subject.name, longest(terminal, 80)),
      least: 20,
    },
    {
      title: 'TYPE',
      value: ({ finding }) => shortType(finding.subject.type ?? finding.subject.kind),
      worth: 3,
    },
    {
      title: 'ACCOUNT',
      value: ({ account }) => shownName(account.name || account.id, longest(terminal, 40)),
      least: 10,
    },
    {
      title: 'LOCATION',
      value: ({ finding }) => sanitize(finding.subject.location ?? '-', longest(terminal, 20)),
      worth: 2,
    },
    { title: 'STATE', value: stateText, worth: 4 },
    ...(rows.every(({ finding }) => finding.excluded !== undefined)
      ? [
          {
            title: 'EXCLUDED',
            value: ({ finding }: ListedFinding) => exclusionText(finding, terminal),
            least: 14,
          },
        ]
      : []),
    ...(rows.some(({ marks }) => marks.length > 0)
      ? [
          {
            title: 'MARKS',
            value: ({ marks }: ListedFinding) => sanitize(kindsOf(marks), 40) || '-',
            worth: 1.5,
          },
        ]
      : []),
    ...ATTRIBUTES.filter((attribute) => rows.some(({ about }) => about[attribute] !== undefined)).map(
      (attribute, index) => ({
        title: attribute.toUpperCase(),
        value: ({ about }: ListedFinding) => sanitize(about[attribute] ?? '-', 40),
        worth: 1 + index / 10,
      }),
    ),
  ];
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

/** Of a list of excluded findings alone: until when, who decided, and why. */
function exclusionText({ excluded }: Finding, terminal: Terminal): string {
  if (excluded === undefined) return '-';
  const { until, by, reason } = excluded;
  return sanitize(`until ${until.slice(0, 10)} by ${by}: ${reason}`, longest(terminal, 100));
}

function stateText({ finding, account }: ListedFinding): string {
  if (finding.excluded !== undefined) return 'excluded';
  const status = finding.state === 'open' ? noLongerRead(account) : undefined;
  if (status !== undefined) return `account ${status}`;
  if (finding.replacedBy !== undefined) return `see ${finding.replacedBy}`;
  return finding.stale === undefined ? finding.state : 'stale';
}

/** Columns of `skc findings --csv`. */
export const FINDINGS_COLUMNS: readonly CsvColumn<ListedFinding>[] = [
  { name: 'rule', value: ({ finding }) => finding.rule },
  { name: 'severity', value: ({ finding }) => finding.severity },
  { name: 'state', value: ({ finding }) => finding.state },
  { name: 'dueAt', value: ({ finding }) => finding.dueAt },
  // The old name of `dueAt`, kept for one release.
  { name: 'bitesAt', value: ({ finding }) => finding.dueAt },
  { name: 'name', value: ({ finding }) => finding.subject.name },
  { name: 'subject', value: ({ finding }) => finding.subject.kind },
  { name: 'id', value: ({ finding }) => finding.subject.id },
  { name: 'kind', value: ({ finding }) => finding.subject.skcKind },
  { name: 'type', value: ({ finding }) => finding.subject.type },
  { name: 'accountId', value: ({ account }) => account.id },
  { name: 'accountName', value: ({ account }) => account.name },
  { name: 'location', value: ({ finding }) => finding.subject.location },
  { name: 'because', value: ({ finding }) => finding.because },
  { name: 'action', value: ({ finding }) => finding.action },
  { name: 'openedAt', value: ({ finding }) => finding.openedAt },
  { name: 'changedAt', value: ({ finding }) => finding.changedAt },
  { name: 'closedAt', value: ({ finding }) => finding.closedAt },
  { name: 'staleSince', value: ({ finding }) => finding.stale?.since },
  { name: 'excludedReason', value: ({ finding }) => finding.excluded?.reason },
  { name: 'excludedBy', value: ({ finding }) => finding.excluded?.by },
  { name: 'excludedUntil', value: ({ finding }) => finding.excluded?.until },
  { name: 'notifiedAt', value: ({ finding }) => finding.notified.account?.at },
  ...ATTRIBUTES.map((attribute) => ({
    name: attribute,
    value: ({ about }: ListedFinding) => about[attribute],
  })),
  { name: 'marks', value: ({ marks }) => kindsOf(marks) },
  { name: 'replacedBy', value: ({ finding }) => finding.replacedBy },
  { name: 'accountStatus', value: ({ account }) => account.status },
];
