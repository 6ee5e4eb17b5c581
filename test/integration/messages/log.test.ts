import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import type { MessageRecord } from '../../../shared/messages/contract.ts';
import { messageKey } from '../../../shared/inventory/keys.ts';
import { packNotified } from '../../../shared/messages/notified-entry.ts';
import { deliver } from '../../../shared/messages/publish.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { account, finding, input, NOW } from '../../bed/messages/fixture.ts';
import { review } from '../../bed/messages/review-kind.ts';
import {
  deliverFindings,
  findingsOf,
  openStage,
  openTopic,
  published,
  tomorrow,
  type Stage,
} from '../../bed/messages/stage.ts';

const PAY = account().key;
const ONE = finding({ name: 'a', severity: 'high' });
let stage: Stage;
let topic: string;

beforeEach(async () => {
  stage = await openStage();
  topic = await openTopic(stage.sns);
  await stage.inventory.writeFinding(ONE);
});
afterEach(() => stage.stop());

/** The audience's last digest, as stored by the release of commit 30e0f71. */
async function keepFormerDigest(
  state: MessageRecord['state'],
  leaseUntil = addDays(NOW, -1),
): Promise<string> {
  const composed = composeDigest(input([ONE], { first: true, run: { id: `run-${NOW}`, now: NOW } }));
  if (composed === undefined) throw new Error('nothing composed');
  const { first: _first, fromNewerVersion: _newer, ...digest } = composed.digest;
  const entries = digest.entries.map(({ dueAt, ...entry }) => ({ ...entry, bitesAt: dueAt }));
  await stage.documents.send(
    new PutCommand({
      TableName: 'skc',
      Item: {
        account: PAY,
        item: 'digest-last',
        audience: PAY,
        id: digest.id,
        state,
        leaseUntil,
        beganAt: addDays(NOW, -1),
        ...(state === 'pending' ? {} : { messageId: 'message-1' }),
        digest: { ...digest, version: 1, kind: 'first', entries },
        told: composed.notified.map(packNotified),
      },
    }),
  );
  return digest.id;
}

describe('a digest of the previous release', () => {
  it('that was pending is sent once, under its id, and its findings are marked', async () => {
    const id = await keepFormerDigest('pending');
    const { resumed, sent } = await deliverFindings(stage, topic);
    expect(resumed.map((each) => each.id)).toEqual([id]);
    expect(sent).toBeUndefined();
    expect(published(stage)).toEqual([id]);
    expect((await findingsOf(stage.inventory)).map(({ notified }) => notified['account']?.digest)).toEqual([
      id,
    ]);
    tomorrow(stage);
    expect(await deliverFindings(stage, topic)).toMatchObject({ resumed: [], sent: undefined });
  });

  it('that was sent is not sent again: its findings are marked', async () => {
    const id = await keepFormerDigest('sent');
    await deliverFindings(stage, topic);
    expect(published(stage)).toEqual([]);
    expect((await findingsOf(stage.inventory)).map(({ notified }) => notified['account']?.digest)).toEqual([
      id,
    ]);
  });

  it('that was settled makes the next one not the first', async () => {
    await keepFormerDigest('settled');
    const { sent } = await deliverFindings(stage, topic);
    expect(sent?.digest.first).toBe(false);
    expect(await stage.messageLog.last({ audience: PAY, kind: 'digest', subject: 'findings' })).toMatchObject(
      {
        id: sent?.digest.id,
        state: 'settled',
      },
    );
  });

  it('is not sent again while its lease lasts', async () => {
    await keepFormerDigest('pending', addDays(NOW, 1 / 1_440));
    const before = Date.parse(stage.clock.now);
    await deliverFindings(stage, topic);
    expect((Date.parse(stage.clock.now) - before) / 1_000).toBeCloseTo(60, -1);
    expect(published(stage)).toHaveLength(1);
  });
});

describe('a message that cannot be read any more', () => {
  const slot = messageKey({ audience: PAY, kind: 'digest', subject: 'findings' });

  async function spoil(state: MessageRecord['state'], values: Record<string, unknown>): Promise<string> {
    const { sent } = await deliverFindings(stage, topic);
    const { Item } = await stage.documents.send(new GetCommand({ TableName: 'skc', Key: { ...slot } }));
    await stage.documents.send(new PutCommand({ TableName: 'skc', Item: { ...Item, state, ...values } }));
    await stage.inventory.writeFinding(finding({ name: 'b', severity: 'high' }));
    tomorrow(stage);
    return sent?.digest.id ?? '';
  }

  it.each([
    ['its content', { content: 'damaged' }],
    ['what it said of findings', { notified: [7] }],
    ['its lease', { leaseUntil: 'soon' }],
    ['all that a newer version added', { v: 99, content: 4, notified: { form: 'new' }, subject: 8 }],
  ])('blocks nothing once it is settled: %s', async (_what, values) => {
    await spoil('settled', values);
    const { sent } = await deliverFindings(stage, topic);
    expect(sent?.digest).toMatchObject({ first: false, news: { new: 1 } });
  });

  it('is composed again while it is pending, with what it would have said', async () => {
    const id = await spoil('pending', { content: { version: 0, text: 'of an older release' } });
    const { sent, resumed } = await deliverFindings(stage, topic);
    expect(resumed).toEqual([]);
    expect(sent?.digest.first).toBe(true);
    expect(sent?.digest.id).not.toBe(id);
    expect(published(stage)).toEqual([id, sent?.digest.id]);
  });

  it('is left to its holder while its lease lasts', async () => {
    const leaseUntil = addDays(stage.clock.now, 1 + 1 / 1_440);
    await spoil('pending', { content: 'damaged', leaseUntil });
    const before = Date.parse(stage.clock.now);
    await deliverFindings(stage, topic);
    expect((Date.parse(stage.clock.now) - before) / 1_000).toBeCloseTo(60, -1);
  });
});

function deliverReview(topicArn: string, subject = 'contact-a') {
  return deliver({
    log: stage.messageLog,
    sns: stage.sns,
    kind: review,
    subject,
    audience: PAY,
    topics: { main: topicArn, own: [] },
    run: { id: 'run-1', now: stage.clock.now },
    realClock: () => stage.clock.now,
    leaseSeconds: 60,
    sleep: async () => {
      throw new Error('waited');
    },
    compose: async (last) => ({
      id: `R-${subject}`,
      content: { id: `R-${subject}`, audience: PAY, asks: String(last === undefined) },
      notified: [],
    }),
  });
}

describe('messages of different kinds and subjects', () => {
  it('do not block each other: a stuck review delays no digest', async () => {
    await stage.messageLog.begin(
      {
        audience: PAY,
        kind: 'review',
        subject: 'contact-a',
        id: 'R-contact-a',
        run: { id: 'run-1', now: NOW },
        content: {},
        notified: [],
        state: 'pending',
        beganAt: NOW,
        leaseUntil: addDays(NOW, 1),
      },
      undefined,
    );
    await expect(deliverReview(topic)).rejects.toThrow('waited');
    const before = stage.clock.now;
    const { sent } = await deliverFindings(stage, topic);
    expect(sent?.digest.news.new).toBe(1);
    expect(stage.clock.now).toBe(before);
  });

  it('are counted separately: after a review the next digest is still the first', async () => {
    await deliverReview(topic);
    expect((await deliverFindings(stage, topic)).sent?.digest.first).toBe(true);
    const again = await deliverReview(topic, 'contact-b');
    expect(again.sent?.content).toMatchObject({ asks: 'true' });
    expect((await deliverReview(topic, 'contact-b')).sent?.content).toMatchObject({ asks: 'false' });
  });
});
