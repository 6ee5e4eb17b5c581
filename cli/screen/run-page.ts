import pc from 'picocolors';
import type { InventoriedAccount } from '../../shared/inventory/contract.ts';
import type { DamageOfRun } from '../../shared/inventory/damage.ts';
import { notComparedInWords } from '../../shared/messages/kinds/digest/words.ts';
import { isAccountKey, type AccountKey } from '../../shared/model/account.ts';
import type { Audience } from '../../shared/model/audience.ts';
import type { ChangeCounts } from '../../shared/model/change.ts';
import { SEVERITIES, type Finding, type Severity } from '../../shared/model/finding.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Run } from '../../shared/model/run.ts';
import { KINDS, type Kind, type SkcType } from '../../shared/model/skc.ts';
import type { Scan, Target } from '../../shared/model/target.ts';
import { counted, minute, relative, severityCounts, severityWord, shortType } from './words.ts';
import { cutTo, widthOf } from './width.ts';
import type { Terminal } from './terminal.ts';
import { addVaultCoverage } from '../../shared/model/vaults.ts';

/** The content of the page at the end of a run. */
export interface Summary {
  run: Pick<Run, 'id' | 'now'>;
  /** The accounts after the run. */
  accounts: readonly InventoriedAccount[];
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

export interface UnreadTarget {
  target: Target;
  /** Undefined if there was no scan. */
  scan?: Scan | undefined;
  /** The reason in the configuration to expect it. */
  accepted?: string | undefined;
}

export interface Delivery {
  audience: Audience;
  /** Addresses of confirmed subscriptions. */
  to: readonly string[];
  digestId?: string | undefined;
  kind: 'sent' | 'nothing new' | 'not notified';
  messageId?: string | undefined;
}

const WIDTH = 100;
const LINES = 40;

/** The summary of a run on one screen: at most 40 lines of 100 columns, whatever names it contains. */
export function renderSummary(
  summary: Summary,
  colours: Terminal['colours'] = pc.createColors(false),
): string {
  const names = new Map(summary.accounts.map((account) => [account.key, account.name || account.id]));
  const nameOf = (key: AccountKey) => sanitize(names.get(key) ?? key, 30);
  const above = [
    ...heading(summary, colours),
    ...inventory(summary),
    ...urgent(summary, nameOf, colours),
    ...unread(summary, nameOf, colours),
    ...damaged(summary, colours),
  ];
  const below = footer(summary, colours);
  const room = LINES - above.length - below.length;
  return [...above, ...alerts(summary, nameOf, colours, room), ...below, ''].join('\n');
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
  for (const { standing } of accounts)
    for (const [type, count] of Object.entries(standing?.skcs ?? {}))
      counts.set(type, (counts.get(type) ?? 0) + count);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const seen = Object.entries(changes ?? {}).filter(([, count]) => count > 0);
  const changed =
    seen.length === 0
      ? '; nothing changed'
      : `; changes: ${seen.map(([kind, count]) => `${count} ${kind}`).join(', ')}`;
  const lines = [
    cut(
      `${counted(total, 'SKC')} in ${counted(accounts.length, 'account')}${changes === undefined ? '' : changed}`,
    ),
  ];
  for (const kind of KINDS) {
    const ofKind = types.filter((type) => type.kind === kind && (counts.get(type.type) ?? 0) > 0);
    const sum = ofKind.reduce((all, { type }) => all + (counts.get(type) ?? 0), 0);
    const parts = ofKind.map(({ type, title }) => counted(counts.get(type) ?? 0, title)).join(', ');
    if (sum > 0) lines.push(cut(`  ${counted(sum, kind).padEnd(18)}${parts}`));
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
  if (notCompared > 0) lines.push(cut(notComparedInWords(notCompared)));
  for (const finding of findings.slice(0, 10)) {
    const when = relative(finding.dueAt, run.now);
    const where = `${nameOf(finding.account)} ${finding.subject.location ?? ''}`.trimEnd();
    const what = sanitize(finding.subject.name, 40);
    const head = `${finding.rule}, ${when}: ${what}`;
    lines.push(
      `  ${severityWord(finding.severity, colours)}${' '.repeat(9 - finding.severity.length)}` +
        cut(`${head}  (${where})`, WIDTH - 11),
      colours.dim(cut(`           → ${sanitize(finding.action, WIDTH)}`)),
    );
  }
  return lines;
}

function unread(
  { unread: targets, accounts }: Summary,
  nameOf: (key: AccountKey) => string,
  colours: Terminal['colours'],
): string[] {
  const planned = accounts.reduce((sum, { targets: own }) => sum + own.length, 0);
  const problems = accounts.flatMap((account) => account.problems.map((problem) => ({ account, problem })));
  const blocks = [
    ...problems.map(
      ({ account, problem }) => `${nameOf(account.key)}: ${problem.code} at ${problem.operation}`,
    ),
    ...awaiting(targets),
    ...grouped(
      targets.filter((each) => !isAwaiting(each)),
      nameOf,
    ),
  ];
  if (targets.length === 0 && blocks.length === 0)
    return ['', `Everything was read: ${counted(planned, 'target')}`];
  const more = blocks.length - 2;
  const vaults = accounts.reduce(
    (sum, { standing }) => (standing === undefined ? sum : addVaultCoverage(sum, standing.vaults)),
    { planned: 0, unreachable: 0 },
  );
  const closed =
    vaults.unreachable === 0
      ? ''
      : `; ${vaults.unreachable} of ${counted(vaults.planned, 'vault')} unreachable`;
  return [
    '',
    colours.yellow(
      `Not read: ${targets.length} of ${counted(planned, 'target')}${closed}${more > 0 ? `, see skc targets` : ''}`,
    ),
    ...blocks.slice(0, 2).map((line) => cut(`  ${sanitize(line, WIDTH)}`)),
  ];
}

/** The first two skipped items, by key. */
function damaged({ damaged: found }: Summary, colours: Terminal['colours']): string[] {
  if (found === undefined || found.count === 0) return [];
  return [
    colours.red(`Damaged in the table and skipped: ${counted(found.count, 'item')}`),
    ...found.items
      .slice(0, 2)
      .map(({ account, item, why }) => cut(`  ${sanitize(`${account} / ${item}: ${why}`, WIDTH)}`)),
  ];
}

function isAwaiting({ scan, accepted }: UnreadTarget): boolean {
  return scan?.awaiting !== undefined && accepted === undefined;
}

/** One line for all targets whose reading role has not been updated for this release. */
function awaiting(targets: readonly UnreadTarget[]): string[] {
  const waiting = targets.filter(isAwaiting);
  if (waiting.length === 0) return [];
  const permissions = new Set(waiting.flatMap(({ scan }) => scan?.awaiting ?? []));
  return [
    `${counted(waiting.length, 'target')} wait for an update of the reading role: skc doctor (${[...permissions].toSorted().join(', ')})`,
  ];
}

/** One line for all targets of an account that could not be read for the same reason. */
function grouped(targets: readonly UnreadTarget[], nameOf: (key: AccountKey) => string): string[] {
  const groups = new Map<string, UnreadTarget[]>();
  for (const each of targets) {
    const key = `${each.target.account} ${each.scan?.outcome ?? 'never came'} ${each.scan?.problems[0]?.code ?? ''} ${each.accepted ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const problem = first.scan?.problems[0];
    const what =
      group.length === 1
        ? `${first.target.location} ${shortType(first.target.source)}`
        : counted(group.length, 'target');
    const grant = problem?.missingPermission === undefined ? '' : `, grant ${problem.missingPermission}`;
    const why = problem === undefined ? '' : ` (${problem.code} at ${problem.operation}${grant})`;
    const expected = first.accepted === undefined ? '' : `; expected: ${first.accepted}`;
    return [`${nameOf(first.target.account)}, ${what}: ${first.scan?.outcome ?? 'no scan'}${why}${expected}`];
  });
}

function alerts(
  { deliveries }: Summary,
  nameOf: (key: AccountKey) => string,
  colours: Terminal['colours'],
  room: number,
): string[] {
  const audience = ({ audience: key }: Delivery) =>
    key === 'organisation' ? 'the organisation' : isAccountKey(key) ? nameOf(key) : 'a shared contact';
  const sent = deliveries.filter(({ kind }) => kind === 'sent');
  const quiet = deliveries.filter(({ kind }) => kind === 'nothing new').length;
  const unreached = deliveries.filter(({ kind }) => kind === 'not notified');
  const warning =
    unreached.length === 0
      ? []
      : [colours.red(cut(`  not notified: ${unreached.map(audience).join(', ')}: skc contacts`))];
  const sentText = sent.length === 0 ? 'no message sent' : `${counted(sent.length, 'message')} sent`;
  return [
    `Alerts: ${sentText}${quiet > 0 ? `, nothing new for ${quiet}` : ''}`,
    ...filled(
      sent.map(
        (each) =>
          `${sanitize(each.digestId ?? '', 20)} ${audience(each)}: ${each.to.map((to) => sanitize(to, 50)).join(', ')}`,
      ),
      Math.max(1, room - 1 - warning.length),
    ),
    ...warning,
  ];
}

/** One part a line if all fit, else several a line; parts that do not fit are counted. */
function filled(parts: readonly string[], room: number): string[] {
  if (parts.length <= room) return parts.map((part) => cut(`  ${part}`));
  const lines: string[] = [];
  for (const [index, part] of parts.entries()) {
    const last = lines.at(-1);
    const left = `; and ${parts.length - index} more`;
    const limit = lines.length === room ? WIDTH - left.length : WIDTH;
    if (last !== undefined && widthOf(last) + widthOf(part) + 2 <= limit)
      lines[lines.length - 1] = `${last}; ${part}`;
    else if (lines.length < room) lines.push(cut(`  ${part}`, WIDTH - 15));
    else {
      lines[lines.length - 1] = `${last ?? ''}${left}`;
      break;
    }
  }
  return lines;
}

function footer({ database, outbox, next }: Summary, colours: Terminal['colours']): string[] {
  const kept = outbox === undefined ? '' : `  Outbox: ${sanitize(outbox, 45)}`;
  const suggested = next.slice(0, 3);
  const width = Math.max(...suggested.map(({ command }) => command.length));
  return [
    '',
    colours.dim(`Database: ${sanitize(database, 35)}${kept}`),
    ...suggested.map(({ command, shows }) =>
      cut(`  ${sanitize(command, 60).padEnd(width)}  ${sanitize(shows, 60)}`),
    ),
  ];
}

function cut(line: string, width: number = WIDTH): string {
  return cutTo(line, width);
}
