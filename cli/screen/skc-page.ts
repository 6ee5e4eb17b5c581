import { tagKeyOf } from '../../shared/config/attributes-of.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ListedAccount } from '../../shared/inventory/contract.ts';
import type { Change } from '../../shared/model/change.ts';
import { compareSeverity, type Finding } from '../../shared/model/finding.ts';
import { holds, type Mark } from '../../shared/model/mark.ts';
import { isFromNewerVersion } from '../../shared/messages/kinds/digest/news.ts';
import { ownerMark } from '../../shared/model/attributes.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { shownName } from '../../shared/model/scripts.ts';
import { isInstant, type Instant } from '../../shared/model/instant.ts';
import { ATTRIBUTES, type StoredSkc } from '../../shared/model/skc.ts';
import type { Scan } from '../../shared/model/target.ts';
import type { Declaration } from '../../shared/sources/contract.ts';
import { noLongerRead } from '../reading/left-out.ts';
import { whyInWords } from '../../shared/rules/unknown-in-words.ts';
import type { UnknownVerdict } from '../reading/unknown-verdicts.ts';
import type { Terminal } from './terminal.ts';
import { dated, minute, severityWord } from './words.ts';

/** Everything that the inventory knows about one SKC. */
export interface KnownSkc {
  skc: StoredSkc;
  changes: readonly Change[];
  findings: readonly Finding[];
  account: ListedAccount | undefined;
  /** The last scan of its target. */
  scan: Scan | undefined;
  /** Its marks, including cleared and ended ones. */
  marks: readonly Mark[];
  /** The tags that the configuration names for owner, criticality and environment. */
  attributes: Config['attributes'];
  /** What its source declares; undefined for a type that only a newer version knows. */
  source: Pick<Declaration, 'traits'> | undefined;
  /** The rules that cannot judge it, and what is missing. */
  unknown: readonly UnknownVerdict[];
}

type Colours = Terminal['colours'];
type Fact = [label: string, value: string | number | boolean | undefined];

/** The page of one SKC: identity, findings and next steps first, history and tags last. */
export function renderSkc(known: KnownSkc, now: Instant, { colours, columns }: Terminal): string {
  const { skc, account, findings, changes, scan, marks, source } = known;
  const date = (at: Instant | undefined) => (at === undefined ? undefined : dated(at, now));
  const sections: [string, string[]][] = [
    ['', whatItIs(skc, account, date)],
    ['Attributes', attributeLines(known, now)],
    ['Marks', markLines(marks, now)],
    ['Findings', findingLines(findings, now, colours)],
    ['Unknown verdicts', facts(known.unknown.map(({ rule, missing }): Fact => [rule, whyInWords(missing)]))],
    [
      'Dates',
      facts([
        ['created', date(skc.createdAt)],
        ['valid from', date(skc.notBefore)],
        [
          'expires',
          skc.expiresAtFrom === 'tag' ? `${date(skc.expiresAt)}, as its tag says` : date(skc.expiresAt),
        ],
        ['deleted on expiry', skc.destroysItself],
        ['deletion scheduled', date(skc.deletionScheduledAt)],
        ['deletion due', date(skc.deletionDueAt)],
      ]),
    ],
    [
      'Rotation and renewal',
      facts([
        ['automatic rotation', onOff(skc.rotationEnabled)],
        ['period', skc.rotationPeriodDays === undefined ? undefined : `${skc.rotationPeriodDays} d`],
        ['next rotation due', date(skc.rotationDueAt)],
        ['last rotated', date(skc.lastRotatedAt)],
        ['current version since', date(skc.versionCreatedAt)],
        ['current version', skc.currentVersion],
        ['renewed by', skc.renewedBy],
        ['renewal', skc.renewalStatus],
        ['renewal reason', skc.renewalReason],
        [
          'renewed before expiry',
          skc.renewsDaysBefore === undefined ? undefined : `${skc.renewsDaysBefore} d`,
        ],
      ]),
    ],
    [
      'Use',
      facts([
        ['last used', date(skc.lastUsedAt)],
        ['in use', skc.inUse],
        ['private key exported', skc.exported],
        ['replicated', skc.replicated],
        ['of the root user', skc.ofRoot],
        ['privileged', skc.privileged],
        ['key algorithm', skc.keyAlgorithm],
        ['signature algorithm', skc.signatureAlgorithm],
        ['key usage', skc.keyUsage],
        ['origin', skc.origin],
      ]),
    ],
    ['Details', facts(Object.entries(skc.details))],
    ['Unknown', facts(Object.entries(skc.unknown))],
    ['Last scan', readingLines(skc, scan, now)],
    ['History', historyLines(skc, changes, now)],
    ['Tags', tagLines(skc, source)],
  ];
  const lines = sections.flatMap(([title, own]) =>
    own.length === 0 ? [] : [...(title === '' ? [] : ['', colours.bold(title)]), ...own],
  );
  const title = colours.bold(shownName(skc.name, columns - 2));
  return `${title}\n${lines.join('\n')}\n`;
}

/** Owner, criticality and environment, and where each comes from. */
function attributeLines({ skc, marks, attributes }: KnownSkc, now: Instant): string[] {
  const mark = ownerMark(marks, now);
  return facts(
    ATTRIBUTES.flatMap((attribute): Fact[] => {
      const value = skc[attribute];
      if (value !== undefined) {
        const key = tagKeyOf(skc.tags, attributes[attribute].tags);
        return [[attribute, `${value} (${key === undefined ? 'from a tag' : `from its tag ${key}`})`]];
      }
      if (attribute !== 'owner' || mark?.value === undefined) return [];
      return [[attribute, `${mark.value} (from a mark by ${mark.by} on ${mark.at.slice(0, 10)})`]];
    }),
  );
}

/** Tags that were not read are not the same as none. */
function tagLines({ tags, unknown }: StoredSkc, source: KnownSkc['source']): string[] {
  if (tags !== undefined) return facts(Object.entries(tags));
  if (source?.traits.tags === 'none') return [];
  return unknown['tags'] === undefined ? facts([['not read', 'set `tags` in skc.config.json']]) : [];
}

function whatItIs(
  skc: StoredSkc,
  account: ListedAccount | undefined,
  date: (at: Instant | undefined) => string | undefined,
): string[] {
  const name =
    account === undefined || account.name === '' ? skc.account : `${account.name} (${skc.account})`;
  const unread = account === undefined ? undefined : noLongerRead(account);
  return facts([
    ['id', skc.id],
    ['kind and type', `${skc.kind}, ${skc.type}`],
    ['account', unread === undefined ? name : `${name}: ${unread}, this is its last record`],
    ['location', skc.location],
    ['state', skc.status === undefined ? skc.state : `${skc.state} (${skc.status})`],
    ['deleted', date(skc.absentAt)],
    ['replica of', skc.replicaOf],
    ['managed by', skc.ownedBy],
  ]);
}

/** Marks in effect. */
function markLines(marks: readonly Mark[], now: Instant): string[] {
  return facts(
    marks
      .filter((mark) => holds(mark, now))
      .map(({ kind, value, by, at, until, reason }): Fact => {
        const end = until === undefined ? '' : `, until ${until.slice(0, 10)}`;
        const why = reason === undefined ? '' : `: ${reason}`;
        return [kind, `${value === undefined ? '' : `${value}, `}by ${by} on ${at.slice(0, 10)}${end}${why}`];
      }),
  );
}

function findingLines(findings: readonly Finding[], now: Instant, colours: Colours): string[] {
  if (findings.length === 0) return ['  none'];
  const rank = (finding: Finding) => (finding.state === 'open' ? 0 : 1);
  return findings
    .toSorted((a, b) => rank(a) - rank(b) || compareSeverity(b.severity, a.severity))
    .flatMap((finding) => {
      if (finding.state !== 'open')
        return [
          `  ${finding.replacedBy === undefined ? finding.state : `replaced by ${finding.replacedBy}:`} ${finding.rule}${finding.closedAt === undefined ? '' : `, ${dated(finding.closedAt, now)}`}`,
        ];
      const beside = [
        finding.excluded === undefined
          ? ''
          : `excluded until ${finding.excluded.until.slice(0, 10)} by ${finding.excluded.by}: ${finding.excluded.reason}`,
        finding.stale === undefined ? '' : `not read since ${finding.stale.since.slice(0, 10)}`,
        isFromNewerVersion(finding) ? 'from a newer version' : '',
      ].filter((text) => text !== '');
      return [
        `  ${severityWord(finding.severity, colours)} ${finding.rule}, due ${dated(finding.dueAt, now)}`,
        `    ${sanitize(finding.because, 400)}`,
        `    → ${sanitize(finding.action, 400)}`,
        ...beside.map((text) => `    ${sanitize(text, 300)}`),
      ];
    });
}

function readingLines(skc: StoredSkc, scan: Scan | undefined, now: Instant): string[] {
  const precise = Object.entries(skc.precise).map(([field, at]) => `${field} ${dated(at, now)}`);
  return facts([
    ['target', scan === undefined ? 'no scan' : `${scan.outcome}, ${minute(scan.observedAt)}`],
    ['last listed completely', scan?.lastListedAt === undefined ? undefined : dated(scan.lastListedAt, now)],
    ...(scan?.problems ?? []).map((problem): Fact => ['problem', `${problem.operation}: ${problem.code}`]),
    ['read precisely', precise.length === 0 ? undefined : precise.join(', ')],
    ['revision', skc.revision],
  ]);
}

/** Newest first; the discovery, which is not a change, last. */
function historyLines(skc: StoredSkc, changes: readonly Change[], now: Instant): string[] {
  const newestFirst = changes.toSorted((a, b) => b.revision - a.revision);
  const recorded = changes.some(({ kinds }) => kinds.includes('discovered'));
  return [
    ...newestFirst.flatMap((change) => changeLines(change, now)),
    ...(recorded ? [] : [`  ${dated(skc.discoveredAt, now)} discovered`]),
  ];
}

function changeLines(change: Change, now: Instant): string[] {
  const head = `  ${dated(change.observedAt, now)} ${change.kinds.join(', ')}`;
  if (change.kinds.includes('discovered')) return [head];
  const fields = new Set([...Object.keys(change.before), ...Object.keys(change.after)]);
  return [
    head,
    ...[...fields].map(
      (field) =>
        `    ${sanitize(field, 60)}: ${valueText(change.before[field])} → ${valueText(change.after[field])}`,
    ),
  ];
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return isInstant(value) ? minute(value) : sanitize(value, 100);
  return sanitize(JSON.stringify(value) ?? 'nothing', 160);
}

function onOff(value: boolean | undefined): string | undefined {
  if (value === undefined) return undefined;
  return value ? 'on' : 'off';
}

/** One line for each fact; facts without a value are left out. */
function facts(entries: readonly Fact[]): string[] {
  return entries.flatMap(([label, value]) => {
    if (value === undefined) return [];
    const text = typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
    return [`  ${sanitize(label, 60).padEnd(24)} ${sanitize(text, 2100)}`];
  });
}
