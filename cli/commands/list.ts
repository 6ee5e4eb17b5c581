import type { Command } from 'commander';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { compareSeverity } from '../../shared/model/finding.ts';
import { attributesAt } from '../../shared/model/attributes.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Mark } from '../../shared/model/mark.ts';
import { ATTRIBUTES, type StoredSkc } from '../../shared/model/skc.ts';
import { declarationsOf, tagsOf } from '../../shared/sources/declarations.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { addFilterOptions, filtersOf } from '../reading/filter-options.ts';
import { LeftOut, noLongerRead } from '../reading/left-out.ts';
import { dueOf, type Due } from '../reading/due.ts';
import { kindsOf, marksHeld } from '../reading/marks.ts';
import { matchesAccount, matchesMarks, matchesSkc, type Filters } from '../reading/filters.ts';
import { refuseUnknownNames } from '../reading/named.ts';
import { collected, findingsOf, limited, refuseJsonWithCsv } from '../reading/stored-findings.ts';
import { printCsv, type CsvColumn } from '../screen/csv.ts';
import { emptyResult } from '../screen/empty-result.ts';
import { printJson } from '../screen/json.ts';
import { renderTable, type Column } from '../screen/table.ts';
import { counted, relative, shownOf, severityWord, shortType } from '../screen/words.ts';
import { Unjudged } from '../screen/unjudged.ts';
import { sayUnknown } from '../screen/unknown-verdicts.ts';
import { unknownVerdictsOf, type UnknownVerdict } from '../reading/unknown-verdicts.ts';
import { longest, type Terminal } from '../screen/terminal.ts';
import { withInventory, type InventorySession } from '../reading/with-inventory.ts';

export function registerList(program: Command, dependencies: Dependencies): void {
  addFilterOptions(program.command('list'))
    .description('List the SKCs of the inventory, by due date.')
    .option('--all', 'include deleted SKCs, with their last metadata')
    .addHelpText(
      'after',
      `
Examples:
  $ skc list --kind certificate --due 30     certificates that expire within 30 days
  $ skc list --due 30                        what people must do within 30 days, and what happens by itself
  $ skc list --excluded                      what exclusions leave out of alerts
  $ skc list --account pay-prod --csv        one account, for a spreadsheet
  $ skc list --rule unused --json            as JSON
  $ skc list --text team=payments            by name, id or tag`,
    )
    .action(async (_options: unknown, command: Command) => {
      const filters = filtersOf(command);
      const csv = command.getOptionValue('csv') === true;
      const all = command.getOptionValue('all') === true;
      await withInventory(command, dependencies, async (reading) => {
        refuseJsonWithCsv(reading.options.json, csv);
        await refuseUnknownNames(filters, reading);
        const { terminal } = dependencies;
        const unjudged = new Unjudged(filters);
        const leftOut = new LeftOut(filters, 'SKC');
        const found = listedSkcs(reading, { filters, all, unjudged, leftOut });
        if (reading.options.json) await printJson(terminal, skcsAlone(limited(found, filters.limit)));
        else if (csv) await printCsv(terminal, LIST_COLUMNS, limited(found, filters.limit));
        else await printList(terminal, reading, filters, found);
        for (const line of [unjudged.line(), leftOut.line()]) if (line !== '') terminal.say(line);
        await sayUnknown(reading, filters, terminal);
      });
    });
}

/** An SKC that matches the filters, with its open findings. */
export interface ListedSkc {
  /** With the owner from a mark where no tag names one. */
  skc: StoredSkc;
  /** False where its tags are unknown. */
  tagsRead: boolean;
  account: ListedAccount;
  open: Finding[];
  /** Those in effect. */
  marks: readonly Mark[];
  /** The rules that cannot judge it. */
  unknown: () => UnknownVerdict[];
}

async function* listedSkcs(
  reading: InventorySession,
  {
    filters,
    all,
    unjudged,
    leftOut,
  }: { filters: Filters; all: boolean; unjudged: Unjudged; leftOut: LeftOut },
): AsyncGenerator<ListedSkc> {
  const now = filters.now ?? reading.now;
  const accounts = (await reading.inventory.accounts()).filter((each) => matchesAccount(filters, each));
  const declared = declarationsOf(await loadDeclarations(accounts.map(({ cloud }) => cloud)));
  for (const account of await leftOut.of(accounts, listedIn)) yield* listedIn(account);

  async function* listedIn(account: ListedAccount): AsyncGenerator<ListedSkc> {
    const bySkc = new Map<string, Finding[]>();
    for await (const finding of findingsOf(reading, account.key, filters.now)) {
      if (finding.state !== 'open') continue;
      bySkc.set(finding.subject.id, [...(bySkc.get(finding.subject.id) ?? []), finding]);
    }
    const held = await marksHeld(account.key, now, reading.inventory);
    for await (const stored of reading.inventory.skcs(account.key)) {
      const marks = held(stored.id);
      if (!matchesMarks(filters, marks)) continue;
      const open = bySkc.get(stored.id) ?? [];
      const skc = { ...stored, ...attributesAt(stored, marks, now) };
      const tagsRead = tagsOf(skc, declared) !== undefined;
      if (skc.absentAt !== undefined && !all) continue;
      if (!matchesSkc(filters, skc, open, now)) {
        unjudged.leftOut(tagsRead, (rest) => matchesSkc(rest, skc, open, now));
        continue;
      }
      const unknown = () => unknownVerdictsOf(stored, { now, config: reading.config, declared, marks });
      yield { skc, tagsRead, account, open, marks, unknown };
    }
  }
}

/** For JSON: SKCs with their marks. */
async function* skcsAlone(
  found: AsyncIterable<ListedSkc>,
): AsyncGenerator<StoredSkc & { marks: readonly Mark[] }> {
  for await (const { skc, marks } of found) yield { ...skc, marks };
}

async function printList(
  terminal: Terminal,
  reading: InventorySession,
  filters: Filters,
  found: AsyncIterable<ListedSkc>,
): Promise<void> {
  const rows = await collected(found);
  if (rows.length === 0) return terminal.print(await emptyResult('SKC', reading, filters));
  const now = filters.now ?? reading.now;
  rows.sort((a, b) => order(a).localeCompare(order(b), 'en') || (a.skc.id < b.skc.id ? -1 : 1));
  const withFindings = rows.filter(({ open }) => open.length > 0).length;
  await terminal.print(
    `${renderTable(listTable(terminal, now, rows), rows.slice(0, filters.limit), terminal.columns)}\n`,
  );
  await terminal.print(
    terminal.colours.dim(
      `\n${shownOf(rows.length, filters.limit)}${counted(rows.length, 'SKC')}, ${withFindings} with open findings${byItselfText(rows, filters)}, as of ${now.slice(0, 10)}. Run skc show NAME for details.\n`,
    ),
  );
}

/** What is due without a person, where a list of what is due is asked for. */
function byItselfText(rows: readonly ListedSkc[], filters: Filters): string {
  if (filters.due === undefined) return '';
  const count = rows.filter(({ skc, open }) => dueOf(skc, open)?.byItself === true).length;
  return `, ${count} of them rotate, renew or end by themselves`;
}

/** By due date; SKCs without one come last, by name. */
function order({ skc, open }: ListedSkc): string {
  return `${dueOf(skc, open)?.at ?? '9999'} ${skc.name}`;
}

function listTable(terminal: Terminal, now: Instant, rows: readonly ListedSkc[]): Column<ListedSkc>[] {
  return [
    { title: 'NAME', value: ({ skc }) => shownName(skc.name, longest(terminal, 80)), least: 20 },
    { title: 'TYPE', value: ({ skc }) => shortType(skc.type), worth: 5 },
    {
      title: 'ACCOUNT',
      value: ({ account }) => shownName(account.name || account.id, longest(terminal, 40)),
      least: 10,
    },
    { title: 'LOCATION', value: ({ skc }) => sanitize(skc.location, longest(terminal, 20)), worth: 3 },
    { title: 'STATE', value: stateText, worth: 2 },
    { title: 'DUE', value: (row) => dueText(row, now) },
    { title: 'FINDINGS', value: ({ open }) => findingsText(open, terminal) },
    ...(rows.some(({ marks }) => marks.length > 0)
      ? [{ title: 'MARKS', value: ({ marks }: ListedSkc) => sanitize(kindsOf(marks), 40) || '-', worth: 4 }]
      : []),
    ...attributeColumns(rows),
  ];
}

/** An SKC of an account that is no longer read has no current state. */
function stateText({ skc, account }: ListedSkc): string {
  return skc.absentAt === undefined ? (noLongerRead(account) ?? skc.state) : 'gone';
}

/** Owner, criticality and environment, each where it is known of at least one; `?` where the tags were not read. */
function attributeColumns(rows: readonly ListedSkc[]): Column<ListedSkc>[] {
  return ATTRIBUTES.filter((attribute) => rows.some(({ skc }) => skc[attribute] !== undefined)).map(
    (attribute, index) => ({
      title: attribute.toUpperCase(),
      value: ({ skc, tagsRead }) => sanitize(skc[attribute] ?? (tagsRead ? '-' : '?'), 40),
      worth: 1 + index / 10,
    }),
  );
}

function dueText({ skc, open }: ListedSkc, now: Instant): string {
  const due = dueOf(skc, open);
  return due === undefined ? '-' : `${dueWords(due, due.at <= now)} ${relative(due.at, now)}`;
}

function findingsText(open: readonly Finding[], terminal: Terminal): string {
  const [worst, ...others] = open.toSorted((a, b) => compareSeverity(b.severity, a.severity));
  if (worst === undefined) return '-';
  const more = others.length > 0 ? ` +${others.length}` : '';
  return `${severityWord(worst.severity, terminal.colours)} ${worst.rule}${more}`;
}

/** Columns of `skc list --csv`. */
export const LIST_COLUMNS: readonly CsvColumn<ListedSkc>[] = [
  { name: 'id', value: ({ skc }) => skc.id },
  { name: 'name', value: ({ skc }) => skc.name },
  { name: 'kind', value: ({ skc }) => skc.kind },
  { name: 'type', value: ({ skc }) => skc.type },
  { name: 'cloud', value: ({ skc }) => skc.cloud },
  { name: 'accountId', value: ({ account }) => account.id },
  { name: 'accountName', value: ({ account }) => account.name },
  { name: 'location', value: ({ skc }) => skc.location },
  { name: 'state', value: ({ skc }) => skc.state },
  { name: 'createdAt', value: ({ skc }) => skc.createdAt },
  { name: 'expiresAt', value: ({ skc }) => skc.expiresAt },
  { name: 'versionCreatedAt', value: ({ skc }) => skc.versionCreatedAt },
  { name: 'lastRotatedAt', value: ({ skc }) => skc.lastRotatedAt },
  { name: 'rotationEnabled', value: ({ skc }) => skc.rotationEnabled },
  { name: 'rotationDueAt', value: ({ skc }) => skc.rotationDueAt },
  { name: 'lastUsedAt', value: ({ skc }) => skc.lastUsedAt },
  { name: 'deletionDueAt', value: ({ skc }) => skc.deletionDueAt },
  { name: 'dueAt', value: ({ skc, open }) => dueOf(skc, open)?.at },
  { name: 'dueWhat', value: ({ skc, open }) => dueOf(skc, open)?.what },
  { name: 'dueByItself', value: ({ skc, open }) => dueOf(skc, open)?.byItself },
  { name: 'absentAt', value: ({ skc }) => skc.absentAt },
  { name: 'replicaOf', value: ({ skc }) => skc.replicaOf },
  { name: 'unknown', value: ({ skc }) => Object.keys(skc.unknown).join(' ') },
  {
    name: 'unknownVerdicts',
    value: ({ unknown }) =>
      unknown()
        .map(({ rule, missing }) => `${rule}: ${missing}`)
        .join('; '),
  },
  { name: 'openFindings', value: ({ open }) => open.map((finding) => finding.rule).join(' ') },
  {
    name: 'worstSeverity',
    value: ({ open }) =>
      open
        .map(({ severity }) => severity)
        .toSorted(compareSeverity)
        .at(-1),
  },
  {
    name: 'tags',
    value: ({ skc }) =>
      Object.entries(skc.tags ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join('; '),
  },
  ...ATTRIBUTES.map((attribute) => ({ name: attribute, value: ({ skc }: ListedSkc) => skc[attribute] })),
  { name: 'marks', value: ({ marks }) => kindsOf(marks) },
  { name: 'accountStatus', value: ({ account }) => account.status },
];

/** `expires in 12 d`, `rotates itself in 3 d`, `rotation due 40 d ago`. */
function dueWords({ what, byItself }: Due, isPast: boolean): string {
  const [past, future] = WORDS[`${what}${byItself ? ' by itself' : ''}`];
  return isPast ? past : future;
}

const WORDS: Record<`${Due['what']}${'' | ' by itself'}`, readonly [past: string, future: string]> = {
  end: ['expired', 'expires'],
  'end by itself': ['expired', 'renews itself, ends'],
  rotation: ['rotation due', 'rotation'],
  'rotation by itself': ['rotation due', 'rotates itself'],
  deletion: ['deletion due', 'deletion'],
  'deletion by itself': ['deletion due', 'deletion'],
};
