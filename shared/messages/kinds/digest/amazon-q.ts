import { customNotification, DESCRIPTION, safe, units } from '../../channels/amazon-q.ts';
import type { Digest, DigestEntry } from './content.ts';
import { layOut, type Line } from './sections.ts';
import {
  audienceInWords,
  countsInWords,
  awaitingInWords,
  leftOutInWords,
  coverageInWords,
  fromNewerVersionInWords,
  sinceOrUntil,
  newsInWords,
  notComparedInWords,
  ownerInWords,
  severalAccounts,
  typeOf,
  unreadInWords,
} from './words.ts';

/** Room in the description for coverage and the count of what is left out. */
const RESERVED = 700;

/** A digest as a custom notification of Amazon Q Developer in chat applications. */
export function digestNotification(digest: Digest): string {
  const count = countsInWords(digest.open) || `${digest.news.resolved + digest.news.deleted} resolved`;
  return customNotification({
    id: digest.id,
    title: `SKC Watch: ${count} | ${safe(audienceInWords(digest), 120)}`,
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
  const { sections, more } = layOut(digest, 15);
  const lines: string[] = [];
  let left = more;
  for (const section of sections) {
    let titled = false;
    for (const line of section.lines) {
      const text = titled ? renderLine(line, digest) : `${section.title}\n${renderLine(line, digest)}`;
      if ([...lines, text].join('\n').length > DESCRIPTION - RESERVED) {
        left += line.of === 'entry' ? 1 : line.rollUp.count;
        continue;
      }
      lines.push(text);
      titled = true;
    }
  }
  if (left > 0) lines.push(`+${left} more`);
  const still = countsInWords(digest.stillOpen);
  if (still !== '') lines.push(`Still open, already reported: ${still}`);
  if (digest.notCompared !== undefined) lines.push(notComparedInWords(digest.notCompared));
  if (digest.fromNewerVersion > 0) lines.push(fromNewerVersionInWords(digest.fromNewerVersion));
  lines.push(`Coverage: ${coverageInWords(digest.coverage)}`);
  for (const line of [...awaitingInWords(digest), ...leftOutInWords(digest)]) lines.push(safe(line, 200));
  for (const unread of digest.coverage.unread.slice(0, 2)) lines.push(safe(unreadInWords(unread), 200));
  if (digest.link !== undefined) lines.push(`Report: ${digest.link}`);
  return lines.join('\n');
}

function context(digest: Digest): Record<string, string> {
  return {
    digest: digest.id,
    account: digest.account?.id ?? severalAccounts(digest),
    accountName: units(safe(digest.account?.name ?? severalAccounts(digest), 100), 200),
    cloud: digest.account?.cloud ?? 'all',
    severity: digest.severity,
    critical: String(digest.open.critical),
    high: String(digest.open.high),
    medium: String(digest.open.medium),
    low: String(digest.open.low),
    run: digest.run.now,
  };
}

function renderLine(line: Line, digest: Digest): string {
  if (line.of === 'roll-up') {
    const { rule, count, of, kind, state } = line.rollUp;
    const verb = state === 'open' ? '' : `${state}: `;
    return `- ${verb}${rule}: ${count}${of === undefined ? '' : ` of ${of}`} ${kind ?? 'SKC'}s`;
  }
  const { entry } = line;
  const where = [
    typeOf(entry),
    entry.subject.location,
    digest.account === undefined ? entry.account : undefined,
  ]
    .filter((each) => each !== undefined)
    .join(' ');
  const what = `${code(entry.subject.name || entry.subject.id)} (${safe(where, 100)})`;
  if (entry.state !== 'open') return `- ${newsInWords(entry)}: ${entry.rule} ${what}`;
  const news = newsInWords(entry);
  const said = news === 'new' ? '' : `, ${news}`;
  return `- ${entry.severity.toUpperCase()} ${entry.rule} ${sinceOrUntil(entry.rule, digest.run.now, entry.dueAt)}${said}: ${what} ${safe(entry.because, 160)}${owner(entry)}`;
}

function owner(entry: DigestEntry): string {
  const words = ownerInWords(entry);
  return words === undefined ? '' : ` ${safe(words, 80)}`;
}

function nextSteps(digest: Digest): string[] {
  const open = digest.entries.filter((entry: DigestEntry) => entry.state === 'open' && !entry.rolledUp);
  return [...new Set(open.slice(0, 3).map((entry) => entry.action))];
}

/** A name between backticks: nothing in it is markup, and no client makes a link of it. */
function code(name: string): string {
  return `\`${safe(name, 80)}\``;
}
