import { inWords } from '../../../rules/wording.ts';
import { customNotification, DESCRIPTION, safe, safeName, units } from '../../channels/amazon-q.ts';
import type { Digest, DigestEntry, RollUp } from './content.ts';
import { layOut, type Line, type Section } from './sections.ts';
import { headlineOf } from './subject.ts';
import {
  accountInWords,
  awaitingInWords,
  countsInWords,
  coverageInWords,
  fromNewerVersionInWords,
  gapsInWords,
  leftOutInWords,
  localHours,
  membersInWords,
  newlyExcludedInWords,
  newsInWords,
  notComparedInWords,
  ownerInWords,
  postponedInWords,
  rollUpCommand,
  severalAccounts,
  typeOf,
  unknownInWords,
} from './words.ts';

/** UTF-16 units of the description for coverage and the like; the lines have the rest. */
const TAIL = 800;
/** UTF-16 units of a next step; its thing has at most so many of them. */
const STEP = 200;
const STEP_NAME = 80;

/** Lines that are shown with more than the others. */
const TOP_LINES = 3;

interface Detail {
  name: number;
  where: number;
  because: number;
  owner: number;
  link: boolean;
}

const WHOLE: Detail = { name: 80, where: 120, because: 160, owner: 80, link: true };
const SHORT: Detail = { ...WHOLE, because: 0, owner: 0, link: false };
const NAME: Detail = { ...SHORT, where: 0, name: 40 };

/** How much of the first lines and of the others is shown, from most to least: all lines are shown, with as much as has room. */
const DETAILS: readonly { top: Detail; other: Detail }[] = [
  { top: WHOLE, other: WHOLE },
  { top: WHOLE, other: { ...WHOLE, because: 80, owner: 40, link: false } },
  { top: WHOLE, other: SHORT },
  { top: WHOLE, other: { ...SHORT, where: 60, name: 60 } },
  { top: { ...WHOLE, because: 80 }, other: NAME },
  { top: SHORT, other: NAME },
  { top: NAME, other: { ...NAME, name: 24 } },
  { top: { ...NAME, name: 12 }, other: { ...NAME, name: 12 } },
];

/** A digest as a custom notification of Amazon Q Developer in chat applications. */
export function digestNotification(digest: Digest): string {
  return customNotification({
    id: digest.id,
    title: safe(headlineOf(digest), 230),
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
  for (const details of DETAILS) {
    text = bodyOf(sections, digest, details);
    if (text.length <= room) break;
  }
  return text === '' ? tail : `${text}\n${tail}`;
}

function bodyOf(
  sections: readonly Section[],
  digest: Digest,
  { top, other }: { top: Detail; other: Detail },
): string {
  let number = 0;
  const lines: string[] = [];
  for (const section of sections) {
    lines.push(section.title);
    for (const line of section.lines) {
      number += 1;
      lines.push(renderLine(line, digest, number <= TOP_LINES ? top : other));
    }
  }
  return lines.join('\n');
}

function tailOf(digest: Digest, more: number): string[] {
  const lines: string[] = [];
  const postponed = postponedInWords(digest);
  if (postponed !== undefined) lines.push(postponed);
  if (digest.rollUps.length > 0)
    lines.push(`All of what has only a count: \`skc findings --message ${digest.id} --counted\``);
  if (more > 0) lines.push(`+${more} more`);
  const still = countsInWords(digest.stillOpen);
  if (still !== '') lines.push(`Still open, already reported: ${still}`);
  if (digest.notCompared !== undefined) lines.push(notComparedInWords(digest.notCompared));
  if (digest.fromNewerVersion > 0) lines.push(fromNewerVersionInWords(digest.fromNewerVersion));
  lines.push(coverageInWords(digest.coverage));
  if (digest.link !== undefined) lines.push(`Report: ${digest.link}`);
  const beside = [
    ...awaitingInWords(digest),
    ...leftOutInWords(digest),
    ...newlyExcludedInWords(digest),
    ...unknownInWords(digest.unknown),
  ];
  for (const line of beside) lines.push(safe(line, 200));
  const gaps = gapsInWords(digest);
  // The last is the one that sums up what is expected.
  for (const line of gaps.filter((_, index) => index < 2 || index === gaps.length - 1))
    lines.push(safe(line, 200));
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
  const { subject } = entry;
  const parts = [typeOf(entry), subject.location, accountInWords(entry, digest)];
  const where = parts.filter((each) => each !== undefined).join(', ');
  const name = code(subject.name || subject.id, detail.name);
  const what = detail.where === 0 ? '' : ` (${safe(where, detail.where)})`;
  const link = !detail.link || entry.consoleUrl === undefined ? '' : ` ${entry.consoleUrl}`;
  const news = newsInWords(entry);
  if (entry.state !== 'open') return `- ${news}: ${name} ${entry.rule}${what}`;
  const said = news === 'new' || detail.where === 0 ? '' : `, ${news}`;
  const hours = localHours(entry, digest).map((hour) => ` / ${hour}`);
  const because = detail.because === 0 ? '' : ` ${safe(entry.because, detail.because)}`;
  const use = detail.because === 0 || entry.use === undefined ? '' : `; ${safe(entry.use, 100)}`;
  const when = `${inWords(entry, digest.run.now)}${detail.where === 0 ? '' : hours.join('')}`;
  return `- ${entry.severity.toUpperCase()} ${name} ${when}${said}${use}${what}${because}${owner(entry, detail)}${link}`;
}

function renderRollUp(rollUp: RollUp, digest: Digest, detail: Detail): string {
  const { rule, rules, count, state, severity, worst, unchanged, accounts } = rollUp;
  const isSeveral = digest.account === undefined && accounts === undefined;
  const where = isSeveral ? ` in ${safeName(accountInWords(rollUp, digest), detail.name)}` : '';
  const again = unchanged === true ? ', still open' : '';
  const named = worst === undefined || state !== 'open' ? '' : `, worst ${code(worst.name, detail.name)}`;
  if (rules !== undefined)
    return `- ${count} MEDIUM AND LOW${where}${again}${named}${detail.where === 0 ? '' : `: ${membersInWords(rollUp)}`}`;
  const verb = state === 'open' ? severity.toUpperCase() : `${state}:`;
  return `- ${verb} ${rule}: ${membersInWords(rollUp)}${where}${again}${named}`;
}

function owner(entry: DigestEntry, detail: Detail): string {
  const words = detail.owner === 0 ? undefined : ownerInWords(entry);
  return words === undefined ? '' : ` ${safe(words, detail.owner)}`;
}

/** The first three, each with the thing that it is for. */
function nextSteps(digest: Digest): string[] {
  const { sections } = layOut(digest);
  return sections
    .flatMap(({ lines }) => lines)
    .filter((line) => (line.of === 'entry' ? line.entry.state : line.rollUp.state) === 'open')
    .slice(0, 3)
    .map((line) => {
      if (line.of === 'roll-up')
        return `${line.rollUp.count} findings: ${rollUpCommand(digest, line.rollUp)}`;
      const { subject, action } = line.entry;
      return units(`${safeName(subject.name || subject.id, STEP_NAME)}: ${action}`, STEP);
    });
}

/** A name between backticks: nothing in it is markup, and no client makes a link of it. */
function code(name: string, most: number): string {
  return `\`${safeName(name, most)}\``;
}
