import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DigestRecord, Ledger, NotifiedEntry } from './contract.ts';
import { packNotified, unpackNotified } from './notified-entry.ts';
import { audienceSchema, digestSchema } from '../model/digest.ts';
import { instantSchema } from '../model/fields.ts';
import type { Notified } from '../model/finding.ts';
import pLimit from 'p-limit';
import { IF_ABSENT, tableAccess, type Access, type Condition } from '../inventory/access.ts';
import { BadItem, type Item } from '../inventory/items.ts';
import { digestKey, lastDigestKey, type Key } from '../inventory/keys.ts';

const AT_ONCE = 16;

/**
 * The record of what was sent to whom, over the same table: one item for each audience's last digest, which is what
 * the conditions hold to, and a copy of each settled one for the files.
 */
export function openLedger(client: DynamoDBDocumentClient, table: string): Ledger {
  const access = tableAccess(client, table);
  return {
    async last(audience) {
      const item = await access.get(lastDigestKey(audience));
      return item === undefined ? undefined : readRecord(item);
    },

    async begin(record, after) {
      const condition = after === undefined ? IF_ABSENT : stillLast(after, 'settled');
      if (await access.put(recordItem(record), condition)) return 'mine';
      const standing = await access.get(lastDigestKey(record.audience));
      if (standing === undefined)
        throw new Error(`The last digest of ${record.audience} vanished; run again.`);
      return readRecord(standing);
    },

    takeOver(record, leaseUntil) {
      const still = stillLast(record, 'pending');
      return access.set(
        lastDigestKey(record.audience),
        { leaseUntil },
        {
          expression: `${still.expression} AND #lease = :lease`,
          names: { ...still.names, '#lease': 'leaseUntil' },
          values: { ...still.values, ':lease': record.leaseUntil },
        },
      );
    },

    async sent(record, messageId) {
      await access.set(
        lastDigestKey(record.audience),
        { state: 'sent', messageId },
        stillLast(record, 'pending'),
      );
    },

    markNotified: (record) => markNotified(access, record),

    async settled(record) {
      const last = await access.get(lastDigestKey(record.audience));
      if (last === undefined || last['id'] !== record.id || last['beganAt'] !== record.beganAt) return;
      const { notified: _told, ...filed } = last;
      const key = digestKey(record.audience, record.digest.run.id, record.id);
      await access.put({ ...filed, ...key, state: 'settled' }, IF_ABSENT);
      await access.set(lastDigestKey(record.audience), { state: 'settled' }, stillLast(record, 'sent'));
    },
  };
}

/**
 * Marks each finding with what was told of it, unless it is marked so or something later was told. The finding's
 * revision moves too, so that a rival who judged it before cannot write the mark away.
 */
async function markNotified(access: Access, record: DigestRecord): Promise<void> {
  const limit = pLimit(AT_ONCE);
  const audience = record.audience === 'organisation' ? 'organisation' : 'account';
  const condition: Condition = {
    expression:
      'attribute_exists(#item) AND (attribute_not_exists(#notified.#audience) OR ' +
      '(#notified.#audience.#at <= :at AND #notified.#audience.#digest <> :digest))',
    names: {
      '#item': 'item',
      '#notified': 'notified',
      '#audience': audience,
      '#at': 'at',
      '#digest': 'digest',
    },
    values: { ':at': record.digest.run.now, ':digest': record.id },
  };
  const mark = (entry: NotifiedEntry) =>
    access.set(
      findingKeyOf(entry),
      { [`notified.${audience}`]: notifiedOf(record, entry) },
      condition,
      'revision',
    );
  await Promise.all(record.notified.map((entry) => limit(() => mark(entry))));
}

function findingKeyOf(entry: NotifiedEntry): Key {
  return { account: entry.account, item: `finding#${entry.subject}#${entry.rule}` };
}

function notifiedOf(record: DigestRecord, { state, severity, rung }: NotifiedEntry): Notified {
  return {
    digest: record.id,
    at: record.digest.run.now,
    state,
    severity,
    ...(rung === undefined ? {} : { rung }),
  };
}

function stillLast(record: Pick<DigestRecord, 'id' | 'beganAt'>, state: DigestRecord['state']): Condition {
  return {
    expression: '#id = :id AND #began = :began AND #state = :state',
    names: { '#id': 'id', '#began': 'beganAt', '#state': 'state' },
    values: { ':id': record.id, ':began': record.beganAt, ':state': state },
  };
}

const recordSchema = z.object({
  audience: audienceSchema,
  id: z.string(),
  state: z.enum(['pending', 'sent', 'settled']),
  leaseUntil: instantSchema,
  beganAt: instantSchema,
  messageId: z.string().optional(),
  digest: digestSchema,
  notified: z.array(z.string()),
});

function recordItem(record: DigestRecord): Item {
  return { ...record, notified: record.notified.map(packNotified), ...lastDigestKey(record.audience) };
}

function readRecord(item: Item): DigestRecord {
  const read = recordSchema.safeParse(item);
  if (!read.success) throw new BadItem(item, read.error);
  return { ...read.data, notified: read.data.notified.map(unpackNotified) };
}
