import { Option, type Command } from 'commander';
import * as z from 'zod';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import { CLOUDS } from '../../shared/model/account.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { Instant } from '../../shared/model/instant.ts';
import {
  targetId,
  type Problem,
  type Scan,
  type ScanOutcome,
  type Target,
} from '../../shared/model/target.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { chosenStore } from '../local/store.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { matchesAccount, type Filters } from '../reading/filters.ts';
import { refuseUnknownNames } from '../reading/named.ts';
import { unlistedAccounts } from '../reading/left-out.ts';
import { collected } from '../reading/stored-findings.ts';
import { emptyResult } from '../screen/empty-result.ts';
import { printJson } from '../screen/json.ts';
import { renderTable, type Column } from '../screen/table.ts';
import { counted, relative } from '../screen/words.ts';
import { longest, type Terminal } from '../screen/terminal.ts';
import { targetUnreadable } from '../../shared/rules/target-unreadable.ts';
import { withInventory, type InventorySession } from '../reading/with-inventory.ts';

const optionsSchema = z.object({
  cloud: z.enum(CLOUDS).optional(),
  account: z.string().optional(),
  unread: z.boolean().default(false),
});

export function registerTargets(program: Command, dependencies: Dependencies): void {
  program
    .command('targets')
    .description('List the targets (account × location × type) with the outcome of their last scan.')
    .addOption(new Option('--cloud <cloud>', 'only this cloud').choices(CLOUDS))
    .option('--account <account>', 'only this account: its id, key (aws#123456789012) or name')
    .option('--unread', 'only targets that were not read completely')
    .addHelpText(
      'after',
      `
Examples:
  $ skc targets --unread                     what could not be read, why, and the next step
  $ skc targets --account pay-prod           one account
  $ skc targets --json                       targets, each with its last scan`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { unread, ...filters } = parsedOptions(optionsSchema, command);
      await withInventory(command, dependencies, async (reading) => {
        await refuseUnknownNames(filters, reading);
        const { terminal } = dependencies;
        const found = plannedTargets(reading, filters, unread);
        if (reading.options.json) await printJson(terminal, targetsAlone(found));
        else await printTargets(terminal, reading, filters, await collected(found));
      });
    });
}

interface PlannedTarget {
  account: ListedAccount;
  target: Target;
  /** Undefined if it was never scanned. */
  scan: Scan | undefined;
  accepted: string | undefined;
  /** What to do so that it can be read; undefined where there is no finding. */
  nextStep: string | undefined;
}

async function* plannedTargets(
  reading: InventorySession,
  filters: Filters,
  unread: boolean,
): AsyncGenerator<PlannedTarget> {
  for (const account of await reading.inventory.accounts()) {
    if (!matchesAccount(filters, account)) continue;
    const scans = new Map<string, Scan>();
    for await (const scan of reading.inventory.scans(account.key)) scans.set(targetId(scan), scan);
    const steps = await nextSteps(reading, account);
    for (const each of await reading.inventory.targets(account)) {
      const target: Target = { account: account.key, cloud: account.cloud, ...each };
      const scan = scans.get(targetId(target));
      if (unread && scan?.outcome === 'complete') continue;
      yield {
        account,
        target,
        scan,
        accepted: acceptedReason(reading.config, target),
        nextStep: steps.get(targetId(target)),
      };
    }
  }
}

/** By target: the next steps of the findings that say that it could not be read. */
async function nextSteps(
  { inventory }: InventorySession,
  { key }: ListedAccount,
): Promise<Map<string, string>> {
  const steps = new Map<string, string>();
  for await (const { rule, state, subject, action } of inventory.findings(key))
    if (rule === targetUnreadable.id && state === 'open') steps.set(subject.id, action);
  return steps;
}

async function* targetsAlone(
  found: AsyncIterable<PlannedTarget>,
): AsyncGenerator<{ target: Target; scan: Scan | undefined; accepted: string | undefined }> {
  for await (const { target, scan, accepted } of found) yield { target, scan, accepted };
}

async function printTargets(
  terminal: Terminal,
  reading: InventorySession,
  filters: Filters,
  rows: readonly PlannedTarget[],
): Promise<void> {
  const { colours } = terminal;
  for (const account of await reading.inventory.accounts()) {
    const own = rows.filter((row) => row.account.key === account.key);
    // An account that is no longer read has no targets: where it is asked for, its status says why.
    const askedFor = filters.account !== undefined && account.status !== 'active';
    const isNamed = matchesAccount(filters, account) && (account.problems.length > 0 || askedFor);
    if (own.length === 0 && !isNamed) continue;
    await terminal.print(
      `${colours.bold(shownName(account.name || account.id, 60))} ${colours.dim(account.key)}${account.status === 'active' ? '' : ` ${sanitize(account.status, 20)}`}\n`,
    );
    for (const problem of account.problems)
      await terminal.print(`  ${colours.red('plan')} ${problemText(problem, terminal.columns - 7)}\n`);
    if (own.length === 0) continue;
    const table = renderTable(targetsTable(terminal, reading.now), own, terminal.columns - 2);
    await terminal.print(`${table.replaceAll(/^/gm, '  ')}\n`);
    for (const line of problemsOf(own, terminal)) await terminal.print(`${line}\n`);
    const command = doctorCommand(own, account, reading);
    if (command !== undefined)
      await terminal.print(colours.dim(`    ${command} prints the command that grants it.\n`));
    await terminal.print('\n');
  }
  if (rows.length === 0) return terminal.print(await emptyResult('target', reading, filters));
  const wanted = (await reading.inventory.accounts()).filter((each) => matchesAccount(filters, each));
  const leftOut = filters.account === undefined ? unlistedAccounts(wanted) : '';
  const unread = rows.filter(({ scan }) => scan?.outcome !== 'complete');
  const accepted = unread.filter((row) => row.accepted !== undefined).length;
  const next =
    unread.length === 0
      ? 'Run skc list to see the SKCs.'
      : accepted > 0
        ? `${accepted} of them expected.`
        : '';
  await terminal.print(
    colours.dim(
      `${counted(rows.length, 'target')}, ${unread.length} not read completely. ${next}${leftOut}\n`,
    ),
  );
}

function targetsTable(terminal: Terminal, now: Instant): Column<PlannedTarget>[] {
  return [
    { title: 'LOCATION', value: ({ target }) => sanitize(target.location, longest(terminal, 20)) },
    { title: 'TYPE', value: ({ target }) => target.source },
    { title: 'OUTCOME', value: (row) => outcomeText(row, terminal) },
    { title: 'SKCS', value: ({ scan }) => (scan?.lastListedAt === undefined ? '-' : String(scan.count)) },
    { title: 'READ', value: ({ scan }) => (scan === undefined ? 'never' : relative(scan.observedAt, now)) },
    {
      title: 'LISTED',
      value: ({ scan }) => (scan?.lastListedAt === undefined ? 'never' : relative(scan.lastListedAt, now)),
      worth: 1,
    },
  ];
}

function outcomeText({ scan, accepted }: PlannedTarget, { colours }: Terminal): string {
  if (scan === undefined) return colours.red('no scan');
  const paint: Record<ScanOutcome, (text: string) => string> = {
    complete: colours.green,
    partial: colours.yellow,
    denied: colours.red,
    failed: colours.red,
  };
  const text = paint[scan.outcome](scan.outcome);
  if (accepted !== undefined && scan.outcome !== 'complete') return `${text} (expected)`;
  return scan.awaiting === undefined ? text : `${text} (role not updated yet)`;
}

/** The command that says how to grant what is missing; the sample organisation has no account to grant it in. */
function doctorCommand(
  rows: readonly PlannedTarget[],
  { id }: ListedAccount,
  { options }: InventorySession,
): string | undefined {
  const lacks = rows.some(
    ({ scan, accepted }) =>
      accepted === undefined &&
      scan?.problems.some(({ missingPermission }) => missingPermission !== undefined),
  );
  if (!lacks || (options.stack === undefined && chosenStore(options) === 'sample')) return undefined;
  return `skc${options.stack === undefined ? '' : ` --stack ${options.stack}`} doctor --account ${sanitize(id, 60)}`;
}

/** Each distinct problem once, with its targets. */
function problemsOf(rows: readonly PlannedTarget[], terminal: Terminal): string[] {
  const concerned = new Map<string, Set<string>>();
  for (const { scan, target, accepted, nextStep } of rows)
    for (const problem of scan?.problems ?? []) {
      const step = stepText(problem, accepted, nextStep);
      const { missingPermission, ...rest } = problem;
      const text = `${problemText(step === '' ? { ...rest, missingPermission } : rest, longest(terminal, 300))}${step}`;
      concerned.set(text, (concerned.get(text) ?? new Set()).add(target.location));
    }
  return [...concerned].map(
    ([text, locations]) =>
      `  ${terminal.colours.yellow('!')} ${sanitize([...locations].join(', '), 100)}: ${text}`,
  );
}

/** What the configuration expects needs no step. */
function stepText(problem: Problem, accepted: string | undefined, nextStep: string | undefined): string {
  if (accepted !== undefined) return `\n      expected: ${sanitize(accepted, 100)}`;
  const step = nextStep ?? problem.remedy;
  return step === undefined ? '' : `\n      → ${sanitize(step, 200)}`;
}

function problemText(problem: Problem, width: number): string {
  const skcs = problem.skcs === undefined ? '' : ` for ${counted(problem.skcs, 'SKC')}`;
  const remedy =
    problem.missingPermission === undefined ? '' : ` → grant ${sanitize(problem.missingPermission, 80)}`;
  const what = `${problem.operation}${skcs}: ${problem.code}${problem.message === '' ? '' : `, ${problem.message}`}`;
  return `${sanitize(what, Math.max(40, width - remedy.length))}${remedy}`;
}
