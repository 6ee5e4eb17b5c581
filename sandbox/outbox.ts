import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { instantSchema } from '../shared/model/fields.ts';
import { BadSandboxState } from './memory.ts';

export const publishedMessageSchema = z.object({
  /** Number of the message, from 1. */
  n: z.number().int().positive(),
  id: z.string(),
  at: instantSchema,
  account: z.string(),
  region: z.string(),
  topicArn: z.string(),
  topic: z.string(),
  subject: z.string().optional(),
  attributes: z.record(z.string(), z.object({ type: z.string(), value: z.string() })),
  /** Text for each protocol; `default` is always present. */
  bodies: z.object({ default: z.string() }).catchall(z.string()),
  /** What each confirmed subscriber received. */
  deliveries: z.array(z.object({ protocol: z.string(), endpoint: z.string(), body: z.string() })),
});
export type PublishedMessage = z.infer<typeof publishedMessageSchema>;

export interface Outbox {
  put(message: PublishedMessage): void;
  list(): PublishedMessage[];
}

/**
 * Stores every published message; with a directory also as readable files, one per protocol, and in `messages.jsonl`,
 * which the next start reads.
 */
export function openOutbox(directory: string | undefined): Outbox {
  if (directory === undefined) return inMemory([]);
  const folder = join(directory, 'outbox');
  mkdirSync(folder, { recursive: true });
  const journal = join(folder, 'messages.jsonl');
  const outbox = inMemory(existsSync(journal) ? readJournal(journal) : []);
  return {
    list: () => outbox.list(),
    put: (message) => {
      for (const [name, content] of files(message)) writeFileSync(join(folder, name), content);
      appendFileSync(journal, `${JSON.stringify(message)}\n`);
      outbox.put(message);
    },
  };
}

/** The files of one message: name and content. */
export function files(message: PublishedMessage): [string, string][] {
  const stamp = message.at.replace(/[-:]/g, '');
  const stem = `${stamp}-${message.topic.replace(/[^\w-]/g, '_')}-${message.n}`;
  const made: [string, string][] = [[`${stem}.email.txt`, mail(message)]];
  for (const [protocol, body] of Object.entries(message.bodies)) {
    if (protocol === 'email') continue;
    const pretty = prettyJson(body);
    made.push([`${stem}.${protocol}.${pretty === undefined ? 'txt' : 'json'}`, pretty ?? body]);
  }
  return made;
}

function mail(message: PublishedMessage): string {
  const to = message.deliveries
    .filter((each) => each.protocol === 'email')
    .map((each) => `To: ${each.endpoint}`);
  const head = [`Subject: ${message.subject ?? 'AWS Notification Message'}`, ...to];
  return [...head, '', message.bodies['email'] ?? message.bodies.default].join('\n');
}

function prettyJson(body: string): string | undefined {
  try {
    return `${JSON.stringify(JSON.parse(body), undefined, 2)}\n`;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

// A line without its end was never acknowledged: the process was killed while writing it.
function readJournal(journal: string): PublishedMessage[] {
  const written = readFileSync(journal, 'utf8');
  const whole = written.slice(0, written.lastIndexOf('\n') + 1);
  if (whole.length < written.length) writeFileSync(journal, whole);
  const lines = whole.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      return publishedMessageSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new BadSandboxState(`could not read line ${index + 1} of ${journal}: it is damaged`, { cause });
    }
  });
}

function inMemory(messages: PublishedMessage[]): Outbox {
  return {
    put: (message) => {
      messages.push(message);
    },
    list: () => [...messages],
  };
}
