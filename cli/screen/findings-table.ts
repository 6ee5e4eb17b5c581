import type { Finding } from '../../shared/model/finding.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import { ATTRIBUTES } from '../../shared/model/skc.ts';
import { noLongerRead } from '../reading/left-out.ts';
import type { ListedFinding } from '../reading/listed-findings.ts';
import { kindsOf } from '../reading/marks.ts';
import type { CsvColumn } from './csv.ts';
import type { Column } from './table.ts';
import { longest, type Terminal } from './terminal.ts';
import { relative, severityWord, shortType } from './words.ts';

/** Columns of `skc findings` on a screen. */
export function findingsTable(
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
