import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { IF_ABSENT, tableAccess, type Access, type Condition } from '../inventory/access.ts';
import { findingOperations } from '../inventory/entities/finding.ts';
import { openStore } from '../inventory/store.ts';
import { BadItem, type Item } from '../inventory/items.ts';
import { formerDigestKey, messageKey, sentMessageKey, type Key } from '../inventory/keys.ts';
import { notifiedKey } from '../model/audience.ts';
import { instantSchema } from '../model/fields.ts';
import type { Notified } from '../model/finding.ts';
import type { MessageLog, MessageRecord, NotifiedEntry, Thread } from './contract.ts';
import { packNotified, unpackNotified } from './notified-entry.ts';

/**
 * The record of what was sent to whom, in the inventory's table: one item for each thread's last message, which is
 * what the conditions hold to, and a copy of each settled one for the files.
 */
export function openMessageLog(client: DynamoDBDocumentClient, table: string): MessageLog {
  const access = tableAccess(client, table);
  const markNotified = findingOperations.markNotified.open(openStore(access));
  return {
    last: (thread) => last(access, thread),

    async begin(record, after) {
      // After a digest of the release before, the thread's own slot is still empty.
      const condition =
        after === undefined || after.formerSlot === true ? IF_ABSENT : stillLast(after, 'settled');
      if (await access.put(recordItem(record), condition)) return 'mine';
      const other = await last(access, record);
      if (other === undefined) throw new Error(`The last message to ${record.audience} vanished; run again.`);
      return other;
    },

    takeOver(record, leaseUntil) {
      const still = stillLast(record, 'pending');
      return access.set(
        slotOf(record),
        { leaseUntil },
        {
          expression: `${still.expression} AND #lease = :lease`,
          names: { ...still.names, '#lease': 'leaseUntil' },
          values: { ...still.values, ':lease': record.leaseUntil },
        },
      );
    },

    async published(record, published) {
      await access.set(slotOf(record), { published }, stillLast(record, 'pending'));
    },

    async sent(record, messageId) {
      await access.set(slotOf(record), { state: 'sent', messageId }, stillLast(record, 'pending'));
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
      const { notified: _notified, told: _told, ...filed } = item;
      await access.put(
        { ...filed, ...sentMessageKey(record, record.run.id, record.id), state: 'settled' },
        IF_ABSENT,
      );
      await access.set(slot, { state: 'settled' }, stillLast(record, 'sent'));
    },
  };
}

async function last(access: Access, thread: Thread): Promise<MessageRecord | undefined> {
  const item = await access.get(messageKey(thread));
  if (item !== undefined) return readRecord(item, thread);
  if (thread.kind !== 'digest') return undefined;
  const former = await access.get(formerDigestKey(thread.audience));
  return former === undefined ? undefined : readFormer(former, thread);
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

const stateSchema = z.enum(['pending', 'sent', 'settled']);
const common = {
  id: z.string(),
  state: stateSchema,
  leaseUntil: instantSchema,
  beganAt: instantSchema,
  messageId: z.string().optional(),
};
const recordSchema = z.object({
  ...common,
  kind: z.string(),
  subject: z.string(),
  run: z.object({ id: z.string(), now: instantSchema }),
  content: z.unknown(),
  published: z.record(z.string(), z.string()).optional(),
  notified: z.array(z.string()),
});

/** How the release before kept an audience's last digest. */
const formerSchema = z.object({
  ...common,
  digest: z.looseObject({ run: z.object({ id: z.string(), now: instantSchema }) }),
  told: z.array(z.string()),
});

function recordItem(record: MessageRecord): Item {
  const { formerSlot: _formerSlot, ...kept } = record;
  return { ...kept, v: 1, notified: record.notified.map(packNotified), ...messageKey(record) };
}

function readRecord(item: Item, { audience }: Thread): MessageRecord {
  const read = recordSchema.safeParse(item);
  if (!read.success) throw new BadItem(item, read.error);
  return { ...read.data, audience, notified: read.data.notified.map(unpackNotified) };
}

function readFormer(item: Item, thread: Thread): MessageRecord {
  const read = formerSchema.safeParse(item);
  if (!read.success) throw new BadItem(item, read.error);
  const { digest, told, ...same } = read.data;
  return {
    ...thread,
    ...same,
    run: digest.run,
    content: digest,
    notified: told.map(unpackNotified),
    formerSlot: true,
  };
}
