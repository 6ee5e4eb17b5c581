import type { Digest, DigestEntry } from '../../model/digest.ts';
import { sanitize } from '../../model/sanitize.ts';
import { layOut, type Line } from '../kinds/digest/sections.ts';
import {
  audienceInWords,
  countsInWords,
  coverageInWords,
  sinceOrUntil,
  newsInWords,
  typeOf,
  unreadInWords,
} from '../kinds/digest/words.ts';
import type { Format } from './contract.ts';

/** Characters (UTF-16 units) that Amazon Q Developer takes without cutting; see `CustomNotification`. */
const TITLE = 240;
const DESCRIPTION = 3_500;

/**
 * The digest as a custom notification of Amazon Q Developer in chat applications, which Slack and Teams channels get.
 * It subscribes by https, so this is what every other https subscriber gets too: digest id, account and severities
 * stand in `metadata.additionalContext` as well. Other JSON, and text, it drops without an error.
 *
 * Form: version `1.0`, source `custom`, `content.description` required; values of `additionalContext` are strings
 * (AWS, Amazon Q Developer in chat applications, "Custom notifications").
 */
export const chat: Format = { name: 'chat', protocols: ['https'], render: renderChat };

function renderChat(digest: Digest): string {
  const { sections, more } = layOut(digest, 15);
  const who = safe(audienceInWords(digest), 120);
  const count = countsInWords(digest.open) || `${digest.news.resolved + digest.news.deleted} resolved`;
  const title = units(`SKC Watch: ${count} | ${who}`, TITLE);
  const lines: string[] = [];
  let left = more;
  for (const section of sections) {
    let titled = false;
    for (const line of section.lines) {
      const text = titled ? renderLine(line, digest) : `${section.title}\n${renderLine(line, digest)}`;
      // Room is kept for coverage and the count of what is left.
      if ([...lines, text].join('\n').length > DESCRIPTION - 700) {
        left += line.of === 'entry' ? 1 : line.rollUp.count;
        continue;
      }
      lines.push(text);
      titled = true;
    }
  }
  if (left > 0) lines.push(`+${left} more`);
  const still = countsInWords(digest.stillOpen);
  if (still !== '') lines.push(`Still open, told before: ${still}`);
  lines.push(`Coverage: ${coverageInWords(digest.coverage)}`);
  for (const unread of digest.coverage.unread.slice(0, 2)) lines.push(safe(unreadInWords(unread), 200));
  if (digest.link !== undefined) lines.push(`Report: ${digest.link}`);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id: digest.id,
    content: {
      textType: 'client-markdown',
      title,
      description: units(lines.join('\n'), DESCRIPTION),
      nextSteps: nextSteps(digest),
      keywords: [digest.severity, ...digest.rules].slice(0, 10),
    },
    metadata: {
      threadId: `skc-watch-${threadOf(digest)}`,
      summary: title,
      eventType: `skc-watch-digest-${digest.kind}`,
      relatedResources: digest.entries
        .filter((entry) => entry.subject.kind === 'skc')
        .slice(0, 5)
        .map((entry) => units(sanitize(entry.subject.id, 256), 256)),
      additionalContext: context(digest),
    },
  });
}

function context(digest: Digest): Record<string, string> {
  return {
    digest: digest.id,
    account: digest.account?.id ?? 'organisation',
    accountName: units(safe(digest.account?.name ?? 'organisation', 100), 200),
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
  return `- ${entry.severity.toUpperCase()} ${entry.rule} ${sinceOrUntil(entry.rule, digest.run.now, entry.dueAt)}${said}: ${what} ${safe(entry.because, 160)}`;
}

function nextSteps(digest: Digest): string[] {
  const open = digest.entries.filter((entry: DigestEntry) => entry.state === 'open' && !entry.rolledUp);
  return [...new Set(open.slice(0, 3).map((entry) => units(safe(entry.action, 200), 200)))];
}

/** The same for all messages of one audience, so that a channel shows them as one thread. */
function threadOf(digest: Digest): string {
  return digest.audience.replaceAll(/[^\w-]+/g, '-');
}

/** A name between backticks: nothing in it is markup, and no client makes a link of it. */
function code(name: string): string {
  return `\`${safe(name, 80)}\``;
}

/**
 * A text from a cloud, sanitize, with the characters that Slack or Teams take for markup, links or mentions replaced
 * by ones that look alike: the two clients disagree on how to escape them.
 */
function safe(text: string, max: number): string {
  return sanitize(text, max)
    .replaceAll(/[*~`[\]<>|\\@&]/g, (character) => LOOK_ALIKE[character] ?? ' ')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
    .replaceAll('://', '[:]//');
}

const LOOK_ALIKE: Record<string, string> = {
  '*': '∗',
  '~': '∼',
  '`': 'ˋ',
  '[': '❲',
  ']': '❳',
  '<': '‹',
  '>': '›',
  '|': '¦',
  '\\': '∖',
  '@': '＠',
  '&': '＆',
};

/** Cuts to UTF-16 units, which is what the limits count, never inside a character. */
function units(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
