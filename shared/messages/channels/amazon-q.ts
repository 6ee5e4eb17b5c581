import { isHttps } from '../../contacts/channel.ts';
import { sanitize } from '../../model/sanitize.ts';
import { shownName } from '../../model/scripts.ts';
import type { Message, Outline } from '../kinds/contract.ts';
import type { Channel } from './contract.ts';
import { unlinked } from './unlinked.ts';

/** UTF-16 units that Amazon Q Developer takes without cutting; see "Custom notifications". */
const TITLE = 240;
export const DESCRIPTION = 3_500;

/**
 * Custom notifications of Amazon Q Developer in chat applications, shown in Slack and Teams channels. It subscribes
 * by https, so other https subscribers of the audience's topic get this form as well.
 */
export const amazonQ: Channel = {
  name: 'amazon-q',
  protocols: ['https'],
  ownTopic: false,
  accepts: isHttps,
  isDefaultFor: ({ kind, address }) => isHttps(address) && kind === 'chat-channel',
  render: (message: Message) => message.renderers['amazon-q']?.() ?? outlined(message),
};

export interface Notification {
  id: string;
  title: string;
  description: string;
  nextSteps: readonly string[];
  keywords: readonly string[];
  /** The same for all messages of one audience, so that a channel shows them as one thread. */
  thread: string;
  /** Appended to `skc-watch-`. */
  event: string;
  relatedResources: readonly string[];
  context: Readonly<Record<string, string>>;
}

/**
 * The JSON of a custom notification; other JSON, and text, the service drops without an error. Version `1.0`, source
 * `custom`, `content.description` required, values of `additionalContext` are strings (AWS, Amazon Q Developer in chat
 * applications, "Custom notifications").
 */
export function customNotification(notification: Notification): string {
  const title = units(notification.title, TITLE);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    id: notification.id,
    content: {
      textType: 'client-markdown',
      title,
      description: units(notification.description, DESCRIPTION),
      nextSteps: notification.nextSteps.map((step) => units(safe(step, 200), 200)),
      keywords: notification.keywords.slice(0, 10),
    },
    metadata: {
      threadId: `skc-watch-${notification.thread.replaceAll(/[^\w-]+/g, '-')}`,
      summary: title,
      eventType: `skc-watch-${notification.event}`,
      relatedResources: notification.relatedResources.map((id) => units(sanitize(id, 256), 256)),
      additionalContext: notification.context,
    },
  });
}

/**
 * A text from a cloud, sanitized, with the characters that Slack or Teams take for markup, links or mentions replaced
 * by similar ones: the two clients disagree on how to escape them.
 */
export function safe(text: string, max: number): string {
  const plain = sanitize(text, max)
    .replaceAll(/[*~`[\]<>|\\@&]/g, (character) => LOOK_ALIKE[character] ?? ' ')
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ');
  return unlinked(plain);
}

/** The same for a name, marked where it mixes scripts that look alike. */
export function safeName(name: string, max: number): string {
  return safe(shownName(name, max), max);
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
export function units(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function outlined(message: Message): string {
  const outline: Outline = message.outline();
  const lines = outline.paragraphs.map((paragraph) => safe(paragraph, 600));
  for (const { title, lines: listed } of outline.sections)
    lines.push(safe(title, 60).toUpperCase(), ...listed.map((line) => `- ${safe(line, 200)}`));
  if (outline.link !== undefined) lines.push(outline.link);
  const values = Object.entries(outline.context).map(([name, value]) => [name, safe(value, 200)] as const);
  return customNotification({
    id: outline.id,
    title: safe(outline.title, 200),
    // The service requires a description.
    description: lines.join('\n') || safe(outline.title, 200),
    nextSteps: outline.nextSteps.slice(0, 3),
    keywords: [message.kind],
    thread: outline.thread,
    event: message.kind,
    relatedResources: [],
    context: Object.fromEntries(values),
  });
}
