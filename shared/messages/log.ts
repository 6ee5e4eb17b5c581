import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { IF_ABSENT, tableAccess, type Access, type Condition } from '../inventory/access.ts';
import { findingOperations } from '../inventory/entities/finding.ts';
import { openStore } from '../inventory/store.ts';
import { MESSAGE } from '../inventory/entities/message.ts';
import { itemOf, readItem, UnreadableItem, type Item } from '../inventory/entity.ts';
import type { Damage } from '../inventory/damage.ts';
import { formerDigestKey, messageKey, sentMessageKey, type Key } from '../inventory/keys.ts';
import { notifiedKey } from '../model/audience.ts';
import { instantSchema } from '../model/fields.ts';
import type { Notified } from '../model/finding.ts';
import type { MessageLog, MessageRecord, NotifiedEntry, Thread } from './contract.ts';
import { packNotified, unpackNotified } from './notified-entry.ts';

/**
 * The record of what was sent to whom, in the inventory's table: one item for each thread's last message, which is
 * what the conditions hold to, and a copy of each settled one for the files.
 * @param note Is given each message that cannot be read. A damaged one is replaced by the thread's next message, so that
 *   nobody stops being notified.
 */
export function openMessageLog(
  client: DynamoDBDocumentClient,
  table: string,
  note: Damage['note'] = () => undefined,
): MessageLog {
  const access = tableAccess(client, table);
  const markNotified = findingOperations.markNotified.open(openStore(access));
  return {
    last: (thread) => last(access, thread, note),

    async begin(record, after, isGivenUp = false) {
      // After a digest of the previous release, the thread's own slot is still empty.
      const condition =
        after === undefined || after.formerSlot === true
          ? IF_ABSENT
          : isGivenUp
            ? stillLeased(after)
            : stillLast(after, 'settled');
      if (after !== undefined && isGivenUp) await fileGivenUp(access, after);
      if (await access.put(recordItem(record), condition)) return 'mine';
      const other = await last(access, record, note);
      if (other !== undefined) return other;
      if (await access.put(recordItem(record), await stillDamaged(access, record))) return 'mine';
      throw new Error(`Another run writes messages to ${record.audience}. Run again when it has ended.`);
    },

    takeOver: (record, leaseUntil, attempts) =>
      access.set(slotOf(record), { leaseUntil, attempts }, stillLeased(record)),

    async published(record, published) {
      await access.set(slotOf(record), { published }, stillLast(record, 'pending'));
    },

    async sent(record, messageId) {
      await access.set(
        slotOf(record),
        { state: 'sent', messageId, attempts: undefined },
        stillLast(record, 'pending'),
      );
    },

    markNotified: (record) =>
      markNotified(
        notifiedKey(record.audience),
        record.notified.map((entry) => ({ name: entry, notified: notifiedOf(record, entry) })),
      ),

    async settled(record) {
      const slot = slotOf(record);
      const item = await access.get(slot);
      if (item === undefined || item['id'] !== record.id || item['beganAt'] !== record.beganAt) return;
      const { told: _told, ...filed } = item;
      await access.put(
        { ...filed, ...sentMessageKey(record, record.run.id, record.id), state: 'settled' },
        IF_ABSENT,
      );
      await access.set(slot, { state: 'settled' }, stillLast(record, 'sent'));
    },
  };
}

/** @throws {UnreadableItem} when a newer version wrote it in a form that this one does not know. */
async function last(
  access: Access,
  thread: Thread,
  note: Damage['note'],
): Promise<MessageRecord | undefined> {
  try {
    const item = await access.get(messageKey(thread));
    if (item !== undefined) return readRecord(item, thread);
    if (thread.kind !== 'digest') return undefined;
    const former = await access.get(formerDigestKey(thread.audience));
    return former === undefined ? undefined : readFormer(former, thread);
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error;
    note(error);
    if (error.newer) throw error;
    return undefined;
  }
}

/** Only over the damaged message that is there now. */
async function stillDamaged(access: Access, thread: Thread): Promise<Condition> {
  const began = (await access.get(messageKey(thread)))?.['beganAt'];
  return began === undefined
    ? { expression: 'attribute_not_exists(#began)', names: { '#began': 'beganAt' } }
    : { expression: '#began = :began', names: { '#began': 'beganAt' }, values: { ':began': began } };
}

function slotOf(record: MessageRecord): Key {
  return record.formerSlot === true ? formerDigestKey(record.audience) : messageKey(record);
}

function notifiedOf(record: MessageRecord, { state, severity, rung }: NotifiedEntry): Notified {
  return {
    digest: record.id,
    at: record.run.now,
    state,
    severity,
    ...(rung === undefined ? {} : { rung }),
  };
}

function stillLast(record: Pick<MessageRecord, 'id' | 'beganAt'>, state: MessageRecord['state']): Condition {
  return {
    expression: '#id = :id AND #began = :began AND #state = :state',
    names: { '#id': 'id', '#began': 'beganAt', '#state': 'state' },
    values: { ':id': record.id, ':began': record.beganAt, ':state': state },
  };
}

/** Pending, and no other process has taken its lease over. */
function stillLeased(record: MessageRecord): Condition {
  const still = stillLast(record, 'pending');
  return {
    expression: `${still.expression} AND #lease = :lease`,
    names: { ...still.names, '#lease': 'leaseUntil' },
    values: { ...still.values, ':lease': record.leaseUntil },
  };
}

/** A message that may have been delivered keeps its copy in the files, as one that is pending. */
async function fileGivenUp(access: Access, record: MessageRecord): Promise<void> {
  const { notified: _notified, ...filed } = recordItem(record);
  await access.put({ ...filed, ...sentMessageKey(record, record.run.id, record.id) }, IF_ABSENT);
}

/** How the previous release kept an audience's last digest. */
const formerSchema = z.object({
  id: z.string(),
  state: z.enum(['pending', 'sent', 'settled']),
  leaseUntil: instantSchema,
  beganAt: instantSchema,
  attempts: z.number().optional(),
  messageId: z.string().optional(),
  digest: z.looseObject({ run: z.object({ id: z.string(), now: instantSchema }) }),
  told: z.array(z.string()),
});

const formerRunSchema = formerSchema.pick({ digest: true });

function recordItem(record: MessageRecord): Item {
  const { formerSlot: _formerSlot, ...kept } = record;
  return itemOf(MESSAGE, { ...kept, notified: record.notified.map(packNotified) });
}

/** All that the next message needs to know of one that is settled. */
const settledSchema = z.object({
  id: z.string(),
  state: z.literal('settled'),
  beganAt: instantSchema,
  run: z.object({ id: z.string(), now: instantSchema }),
  messageId: z.string().optional().catch(undefined),
});

/** A settled message, whatever else its item holds; undefined if it is not settled. */
function readSettled(item: Item, thread: Thread): MessageRecord | undefined {
  const { audience, kind, subject } = thread;
  const read = settledSchema.safeParse(item).data;
  if (read === undefined) return undefined;
  return { audience, kind, subject, ...read, leaseUntil: read.beganAt, content: undefined, notified: [] };
}

function readRecord(item: Item, thread: Thread): MessageRecord {
  const settled = readSettled(item, thread);
  if (settled !== undefined) return settled;
  const { audience } = thread;
  const stored = readItem(MESSAGE, item);
  return { ...stored, audience, notified: unpacked(stored.notified, item) };
}

function unpacked(notified: readonly string[], item: Item): NotifiedEntry[] {
  try {
    return notified.map(unpackNotified);
  } catch (error) {
    if (error instanceof z.ZodError) throw new UnreadableItem(MESSAGE, item, error);
    throw error;
  }
}

function readFormer(item: Item, thread: Thread): MessageRecord {
  const former = formerRunSchema.safeParse(item).data;
  const settled = former === undefined ? undefined : readSettled({ ...item, run: former.digest.run }, thread);
  if (settled !== undefined) return { ...settled, formerSlot: true };
  const read = formerSchema.safeParse(item);
  if (!read.success) throw new UnreadableItem(MESSAGE, item, read.error);
  const { digest, told, ...same } = read.data;
  return {
    ...thread,
    ...same,
    run: digest.run,
    content: digest,
    notified: unpacked(told, item),
    formerSlot: true,
  };
}
