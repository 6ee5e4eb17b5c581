import pc from 'picocolors';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { DamageOfRun } from '../../shared/inventory/damage.ts';
import { notComparedInWords } from '../../shared/messages/kinds/digest/words.ts';
import type { AccountKey } from '../../shared/model/account.ts';
import type { ChangeCounts } from '../../shared/model/change.ts';
import { SEVERITIES, type Finding, type Severity } from '../../shared/model/finding.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import type { Run } from '../../shared/model/run.ts';
import { inWords } from '../../shared/rules/wording.ts';
import { KINDS, type Kind, type SkcType } from '../../shared/model/skc.ts';
import { alertLines, type Delivery } from './run-alerts.ts';
import { unreadLines, type UnreadTarget } from './run-unread.ts';
import type { Terminal } from './terminal.ts';
import { cutTo, cutToPage, PAGE_WIDTH, cutColoured } from './width.ts';
import { counted, minute, severityCounts, severityWord } from './words.ts';

/** The content of the page at the end of a run. */
export interface Summary {
  run: Pick<Run, 'id' | 'now'>;
  /** The accounts after the run. */
  accounts: readonly ListedAccount[];
  /** The kind of each type, and its title in texts; the registry of sources has both. */
  types: readonly { type: SkcType; kind: Kind; title: string }[];
  /** The most urgent open findings; ten are shown. */
  urgent: readonly Finding[];
  unread: readonly UnreadTarget[];
  /** Damaged items of the table that were skipped. */
  damaged?: DamageOfRun | undefined;
  deliveries: readonly Delivery[];
  /** Number of changes of each kind in this run; undefined for a deployed run, which does not report them. */
  changes: Readonly<ChangeCounts> | undefined;
  /** Duration of each step in seconds, in order. */
  timings: readonly { step: string; seconds: number }[];
  /** Cloud calls by operation: `kms:DescribeKey`; undefined for a deployed run, which does not report them. */
  calls: Readonly<Record<string, number>> | undefined;
  /** Location of the database. */
  database: string;
  /** Folder of the messages, if this run stores them. */
  outbox?: string | undefined;
  /** Commands worth trying next, with what they show. */
  next: readonly { command: string; shows: string }[];
}

const LINES = 40;

/**
 * The summary of a run on one screen: at most 40 lines of 100 columns, whatever names it contains.
 * @param columns Width of the screen, if it is narrower.
 */
export function renderSummary(
  summary: Summary,
  colours: Terminal['colours'] = pc.createColors(false),
  columns: number = PAGE_WIDTH,
): string {
  const names = new Map(summary.accounts.map((account) => [account.key, account.name || account.id]));
  const nameOf = (key: AccountKey) => shownName(names.get(key) ?? key, 30);
  const above = [
    ...heading(summary, colours),
    ...inventory(summary),
    ...urgent(summary, nameOf, colours),
    ...unreadLines(summary, nameOf, colours),
    ...damaged(summary, colours),
  ];
  const below = footer(summary, colours);
  const room = LINES - above.length - below.length;
  const lines = [...above, ...alertLines(summary.deliveries, nameOf, colours, room), ...below, ''];
  return lines.map((line) => cutColoured(line, Math.min(columns, PAGE_WIDTH))).join('\n');
}

function heading({ run, timings, calls }: Summary, colours: Terminal['colours']): string[] {
  const seconds = timings.reduce((sum, each) => sum + each.seconds, 0);
  const all = Object.values(calls ?? {}).reduce((sum, each) => sum + each, 0);
  const beside = calls === undefined ? '' : `, ${counted(all, 'cloud call')}`;
  return [
    colours.bold(`SKC Watch, as of ${minute(run.now)}`) + colours.dim(`  ${seconds.toFixed(1)} s${beside}`),
  ];
}

function inventory({ accounts, types, changes }: Summary): string[] {
  const counts = new Map<string, number>();
  const read = accounts.filter(({ status }) => status === 'active');
  for (const { standing } of read)
    for (const [type, count] of Object.entries(standing?.skcs ?? {}))
      counts.set(type, (counts.get(type) ?? 0) + count);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const seen = Object.entries(changes ?? {}).filter(([, count]) => count > 0);
  const changed =
    seen.length === 0
      ? '; nothing changed'
      : `; changes: ${seen.map(([kind, count]) => `${count} ${kind}`).join(', ')}`;
  const lines = [
    cutToPage(
      `${counted(total, 'SKC')} in ${counted(read.length, 'account')}${changes === undefined ? '' : changed}`,
    ),
  ];
  for (const kind of KINDS) {
    const ofKind = types.filter((type) => type.kind === kind && (counts.get(type.type) ?? 0) > 0);
    const sum = ofKind.reduce((all, { type }) => all + (counts.get(type) ?? 0), 0);
    const parts = ofKind.map(({ type, title }) => counted(counts.get(type) ?? 0, title)).join(', ');
    if (sum > 0) lines.push(cutToPage(`  ${counted(sum, kind).padEnd(18)}${parts}`));
  }
  return lines;
}

function urgent(
  { accounts, urgent: findings, run }: Summary,
  nameOf: (key: AccountKey) => string,
  colours: Terminal['colours'],
): string[] {
  const totals: Partial<Record<Severity, number>> = {};
  let excluded = 0;
  let stale = 0;
  let foreign = 0;
  let notCompared = 0;
  for (const { standing } of accounts) {
    if (standing === undefined) continue;
    for (const severity of SEVERITIES)
      totals[severity] = (totals[severity] ?? 0) + standing.findings[severity];
    excluded += standing.excluded;
    stale += standing.stale;
    foreign += standing.foreign;
    notCompared += standing.notCompared ?? 0;
  }
  const beside = [
    excluded > 0 ? `${excluded} excluded` : '',
    stale > 0 ? `${stale} stale` : '',
    foreign > 0 ? `${foreign} from a newer version` : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
  const lines = [
    '',
    `Open findings: ${severityCounts(totals, colours)}${beside === '' ? '' : ` (${beside})`}`,
  ];
  if (notCompared > 0) lines.push(cutToPage(notComparedInWords(notCompared)));
  for (const finding of findings.slice(0, 10)) {
    const where = `${nameOf(finding.account)} ${finding.subject.location ?? ''}`.trimEnd();
    const what = shownName(finding.subject.name, 40);
    const head = `${what} ${inWords(finding, run.now)}`;
    lines.push(
      `  ${severityWord(finding.severity, colours)}${' '.repeat(9 - finding.severity.length)}` +
        cutTo(`${head}  (${where})`, PAGE_WIDTH - 11),
      colours.dim(cutToPage(`           → ${sanitize(finding.action, PAGE_WIDTH)}`)),
    );
  }
  return lines;
}

/** The first two skipped items, by key. */
function damaged({ damaged: found }: Summary, colours: Terminal['colours']): string[] {
  if (found === undefined || found.count === 0) return [];
  return [
    colours.red(`Could not be read or evaluated, and was skipped: ${counted(found.count, 'item')}`),
    ...found.items
      .slice(0, 2)
      .map(({ account, item, why }) =>
        cutToPage(`  ${sanitize(`${account} / ${item}: ${why}`, PAGE_WIDTH)}`),
      ),
  ];
}

function footer({ database, outbox, next }: Summary, colours: Terminal['colours']): string[] {
  const messages = outbox === undefined ? '' : `  Outbox: ${sanitize(outbox, 45)}`;
  const suggested = next.slice(0, 3);
  const width = Math.max(...suggested.map(({ command }) => command.length));
  return [
    '',
    colours.dim(`Database: ${sanitize(database, 35)}${messages}`),
    ...suggested.map(({ command, shows }) =>
      cutToPage(`  ${sanitize(command, 60).padEnd(width)}  ${sanitize(shows, 60)}`),
    ),
  ];
}
