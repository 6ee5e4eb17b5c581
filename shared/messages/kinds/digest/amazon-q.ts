import { customNotification, DESCRIPTION, safe, safeName, units } from '../../channels/amazon-q.ts';
import type { Digest, DigestEntry, RollUp } from './content.ts';
import { layOut, type Line, type Section } from './sections.ts';
import {
  audienceInWords,
  countsInWords,
  awaitingInWords,
  leftOutInWords,
  coverageInWords,
  fromNewerVersionInWords,
  newlyExcludedInWords,
  postponedInWords,
  sinceOrUntil,
  newsInWords,
  notComparedInWords,
  ownerInWords,
  severalAccounts,
  typeOf,
  unreadInWords,
} from './words.ts';

/** UTF-16 units of the description for coverage and the like; the lines have the rest. */
const TAIL = 700;

/** How much of each line is shown, from most to least: all lines are shown, with as much as has room. */
const DETAILS = [
  { because: 160, where: 100, owner: 80, name: 80 },
  { because: 80, where: 60, owner: 40, name: 80 },
  { because: 0, where: 60, owner: 0, name: 60 },
  { because: 0, where: 0, owner: 0, name: 40 },
  { because: 0, where: 0, owner: 0, name: 24 },
  { because: 0, where: 0, owner: 0, name: 12 },
] as const;
type Detail = Record<keyof (typeof DETAILS)[number], number>;

/** A digest as a custom notification of Amazon Q Developer in chat applications. */
export function digestNotification(digest: Digest): string {
  const count = countsInWords(digest.open) || `${digest.news.resolved + digest.news.deleted} resolved`;
  return customNotification({
    id: digest.id,
    title: `SKC Watch: ${count} | ${safeName(audienceInWords(digest), 120)}`,
    description: describe(digest),
    nextSteps: nextSteps(digest),
    keywords: [digest.severity, ...digest.rules],
    thread: digest.audience,
    event: `digest-${digest.first ? 'first' : 'news'}`,
    relatedResources: digest.entries
      .filter((entry) => entry.subject.kind === 'skc')
      .slice(0, 5)
      .map((entry) => entry.subject.id),
    context: context(digest),
  });
}

function describe(digest: Digest): string {
  const { sections, more } = layOut(digest);
  const tail = units(tailOf(digest, more).join('\n'), TAIL);
  const room = DESCRIPTION - tail.length - 1;
  let text = '';
  for (const detail of DETAILS) {
    text = bodyOf(sections, (line) => renderLine(line, digest, detail));
    if (text.length <= room) break;
  }
  return text === '' ? tail : `${text}\n${tail}`;
}

function bodyOf(sections: readonly Section[], render: (line: Line) => string): string {
  return sections.flatMap(({ title, lines }) => [title, ...lines.map(render)]).join('\n');
}

function tailOf(digest: Digest, more: number): string[] {
  const lines: string[] = [];
  const postponed = postponedInWords(digest);
  if (postponed !== undefined) lines.push(postponed);
  if (digest.rollUps.length > 0)
    lines.push(`Lines with a count in full: \`skc findings --message ${digest.id}\``);
  if (more > 0) lines.push(`+${more} more`);
  const still = countsInWords(digest.stillOpen);
  if (still !== '') lines.push(`Still open, already reported: ${still}`);
  if (digest.notCompared !== undefined) lines.push(notComparedInWords(digest.notCompared));
  if (digest.fromNewerVersion > 0) lines.push(fromNewerVersionInWords(digest.fromNewerVersion));
  lines.push(`Coverage: ${coverageInWords(digest.coverage)}`);
  if (digest.link !== undefined) lines.push(`Report: ${digest.link}`);
  const beside = [...awaitingInWords(digest), ...leftOutInWords(digest), ...newlyExcludedInWords(digest)];
  for (const line of beside) lines.push(safe(line, 200));
  for (const unread of digest.coverage.unread.slice(0, 2)) lines.push(safe(unreadInWords(unread), 200));
  return lines;
}

function context(digest: Digest): Record<string, string> {
  return {
    digest: digest.id,
    account: digest.account?.id ?? severalAccounts(digest),
    accountName: units(safeName(digest.account?.name ?? severalAccounts(digest), 100), 200),
    cloud: digest.account?.cloud ?? 'all',
    severity: digest.severity,
    critical: String(digest.open.critical),
    high: String(digest.open.high),
    medium: String(digest.open.medium),
    low: String(digest.open.low),
    run: digest.run.now,
  };
}

function renderLine(line: Line, digest: Digest, detail: Detail): string {
  if (line.of === 'roll-up') return renderRollUp(line.rollUp, digest, detail);
  const { entry } = line;
  const where = [
    typeOf(entry),
    entry.subject.location,
    digest.account === undefined ? entry.account : undefined,
  ]
    .filter((each) => each !== undefined)
    .join(' ');
  const name = code(entry.subject.name || entry.subject.id, detail.name);
  const what = detail.where === 0 ? name : `${name} (${safe(where, detail.where)})`;
  if (entry.state !== 'open') return `- ${newsInWords(entry)}: ${entry.rule} ${what}`;
  const news = newsInWords(entry);
  const said = news === 'new' || detail.where === 0 ? '' : `, ${news}`;
  const because = detail.because === 0 ? '' : ` ${safe(entry.because, detail.because)}`;
  return `- ${entry.severity.toUpperCase()} ${entry.rule} ${sinceOrUntil(entry.rule, digest.run.now, entry.dueAt)}${said}: ${what}${because}${owner(entry, detail)}`;
}

function renderRollUp(rollUp: RollUp, digest: Digest, detail: Detail): string {
  const { rule, count, of, kind, state, severity, worst, unchanged } = rollUp;
  const verb = state === 'open' ? severity.toUpperCase() : `${state}:`;
  const many = `${count}${of === undefined ? '' : ` of ${of}`} ${kind ?? 'SKC'}s`;
  const where = digest.account === undefined ? ` in ${safe(rollUp.account, detail.name)}` : '';
  const again = unchanged === true ? ', still open' : '';
  const named = worst === undefined || state !== 'open' ? '' : `, worst ${code(worst.name, detail.name)}`;
  return `- ${verb} ${rule}: ${many}${where}${again}${named}`;
}

function owner(entry: DigestEntry, detail: Detail): string {
  const words = detail.owner === 0 ? undefined : ownerInWords(entry);
  return words === undefined ? '' : ` ${safe(words, detail.owner)}`;
}

function nextSteps(digest: Digest): string[] {
  const open = digest.entries.filter((entry: DigestEntry) => entry.state === 'open' && !entry.rolledUp);
  return [...new Set(open.slice(0, 3).map((entry) => entry.action))];
}

/** A name between backticks: nothing in it is markup, and no client makes a link of it. */
function code(name: string, most: number): string {
  return `\`${safeName(name, most)}\``;
}
