import * as z from 'zod';
import { audienceSchema, type Audience } from '../../model/audience.ts';
import { instantSchema } from '../../model/fields.ts';
import { entity } from '../entity.ts';
import { messageKey, sentMessageKey } from '../keys.ts';
import { operation } from '../operation.ts';
import type { Store } from '../store.ts';

const storedMessageSchema = z.object({
  audience: audienceSchema.describe('an account’s key, or `organisation`'),
  kind: z.string().describe('kind of message: `digest` …'),
  subject: z.string().describe('what it is about: `findings` of a digest'),
  id: z.string().describe('the same for the same content'),
  state: z
    .enum(['pending', 'sent', 'settled'])
    .describe(
      '`pending`: it may have been published; `sent`: SNS took it; `settled`: its findings are marked',
    ),
  leaseUntil: instantSchema.describe('until then whoever holds it may publish, by the real clock'),
  beganAt: instantSchema.describe('when it was composed, by the real clock'),
  attempts: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('while it is pending: how often it may have been published without an answer; absent: once'),
  follows: z
    .looseObject({ id: z.string(), now: instantSchema })
    .optional()
    .describe('the run of the thread’s message before it'),
  messageId: z.string().optional().describe('SNS’s id'),
  run: z.looseObject({ id: z.string(), now: instantSchema }).describe('the run that composed it'),
  content: z.unknown().describe('what it says, as the kind’s own JSON'),
  published: z
    .record(z.string(), z.string())
    .optional()
    .describe('SNS ids by channel, while other channels still wait'),
  notified: z.array(z.string()).default([]).describe('what it says of each finding, one text each'),
});

/** A message as the table keeps it. */
export type StoredMessage = z.infer<typeof storedMessageSchema>;

export const MESSAGE = entity<StoredMessage>({
  name: 'message',
  title: 'the message of a thread (audience, kind, subject) that was sent last, or is being sent',
  partition: 'account or organisation',
  form: 'message#<kind>#<key of the subject>',
  prefix: 'message#',
  version: 1,
  write: 'revision',
  schema: storedMessageSchema,
  key: messageKey,
});

export const SENT_MESSAGE = entity<StoredMessage>({
  name: 'sent message',
  title: 'a message that was sent, for the files',
  partition: 'account or organisation',
  form: 'sent#<run>#<kind>#<id>',
  prefix: 'sent#',
  version: 1,
  write: 'once',
  schema: storedMessageSchema,
  key: (message) => sentMessageKey(message, message.run.id, message.id),
});

async function messageWithId(
  store: Store,
  audience: Audience,
  id: string,
): Promise<StoredMessage | undefined> {
  for await (const message of store.list(MESSAGE, audience)) if (message.id === id) return message;
  for await (const message of store.list(SENT_MESSAGE, audience, { newestFirst: true }))
    if (message.id === id) return message;
  return undefined;
}

/** Messages of an audience, the newest first; one that is being sent is not among the files yet. */
async function* sentTo(store: Store, audience: Audience): AsyncGenerator<StoredMessage> {
  const filed = new Set<string>();
  const current: StoredMessage[] = [];
  for await (const message of store.list(MESSAGE, audience)) current.push(message);
  const nameOf = ({ kind, id, run }: StoredMessage) => `${kind} ${id} ${run.id}`;
  for await (const message of store.list(SENT_MESSAGE, audience, { newestFirst: true })) {
    filed.add(nameOf(message));
    yield message;
  }
  for (const message of current) if (!filed.has(nameOf(message))) yield message;
}

export const messageOperations = {
  /** What the message log is made of (`shared/messages/log.ts`). */
  messages: operation(['GetItem', 'PutItem', 'UpdateItem'], ({ access }) => access),

  /** A message of an audience by its id, the newest if there are several; undefined if it was sent none. */
  message: operation(
    ['Query'],
    (store) => (audience: Audience, id: string) => messageWithId(store, audience, id),
  ),

  /** Every message of an audience. */
  sentMessages: operation(['Query'], (store) => (audience: Audience) => sentTo(store, audience)),
};
