import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Audience } from '../model/audience.ts';
import { instant, type Instant } from '../model/instant.ts';
import type { Run } from '../model/run.ts';
import type { Channel } from './channels/contract.ts';
import type { Composed, MessageLog, MessageRecord } from './contract.ts';
import { NotPublished, Overtaken } from './errors.ts';
import type { MessageKind } from './kinds/contract.ts';
import { channelPublicationOf, publicationOf } from './publication.ts';

/** Where an audience's messages are published. */
export interface Topics {
  /** The audience's topic; absent where all its contacts use channels with a topic of their own. */
  main?: string | undefined;
  /** Topics of channels that have one of their own. */
  own: readonly { channel: Channel; topicArn: string }[];
}

export interface Delivery {
  log: MessageLog;
  sns: SNSClient;
  kind: MessageKind;
  /** What the message is about; see `Thread`. */
  subject: string;
  audience: Audience;
  topics: Topics;
  run: Pick<Run, 'id' | 'now'>;
  /**
   * Composes the message from what is stored when it is called: after an unfinished message was finished, and again
   * when a rival was faster.
   * @param last The audience's last message of this thread; undefined before the first.
   */
  compose(last: MessageRecord | undefined): Promise<Composed | undefined>;
  /** The real clock, not the run's `now`: leases are between processes. */
  realClock: () => Instant;
  leaseSeconds: number;
  sleep: (milliseconds: number) => Promise<void>;
}

/** A message that SNS took. */
export interface Sent {
  id: string;
  messageId: string | undefined;
}

/** What was sent: the messages that an earlier run had left unfinished, and this run's own. */
export interface Delivered {
  resumed: Sent[];
  sent: (Sent & { content: unknown }) | undefined;
}

/** Part of the lease reserved for recording the result after publishing. */
const RESERVE_SECONDS = 5;
const POLL_MS = 1_000;

/**
 * Publishes a message to an audience: never lost, and sent twice only after a crash between SNS's answer and its
 * record, then under the same id. What an earlier run left unfinished comes first: a message `pending` under a lapsed
 * lease is published again, one `sent` has its findings marked. Only then the new one is composed, begun, published,
 * its findings marked, and settled.
 *
 * @throws {NotPublished} when SNS does not take it on some topic; it stays pending, and only those are tried again.
 * @throws {Overtaken} when other runs keep the audience busy.
 */
export async function deliver(delivery: Delivery): Promise<Delivered> {
  const { log, audience } = delivery;
  const thread = { audience, kind: delivery.kind.name, subject: delivery.subject };
  const resumed: Sent[] = [];
  // Each turn ends with the message sent or one rival's step seen; a rival's lease is waited for by polls.
  let turns = 20 + Math.ceil((delivery.leaseSeconds * 1_000 * 2) / POLL_MS);
  while (turns > 0) {
    turns -= 1;
    const last = await log.last(thread);
    if (last !== undefined && last.state !== 'settled') {
      const finished = await finish(delivery, last);
      if (finished !== undefined) resumed.push(finished);
      continue;
    }
    const composed = await delivery.compose(last);
    if (composed === undefined) return { resumed, sent: undefined };
    const record: MessageRecord = {
      ...thread,
      ...composed,
      run: { id: delivery.run.id, now: delivery.run.now },
      state: 'pending',
      leaseUntil: leaseFrom(delivery),
      beganAt: delivery.realClock(),
    };
    // The findings were read before a rival's marks were seen: they are read again.
    if ((await log.begin(record, last)) !== 'mine') continue;
    const messageId = await publish(delivery, record);
    await settle(log, record, messageId);
    return { resumed, sent: { id: record.id, content: record.content, messageId } };
  }
  throw new Overtaken(audience);
}

/** Brings the last message one step nearer to settled; says so when that was this caller's doing. */
async function finish(delivery: Delivery, last: MessageRecord): Promise<Sent | undefined> {
  const { log } = delivery;
  if (last.state === 'sent') {
    await log.markNotified(last);
    await log.settled(last);
    return { id: last.id, messageId: last.messageId };
  }
  if (last.leaseUntil > delivery.realClock()) {
    await delivery.sleep(POLL_MS);
    return undefined;
  }
  const leaseUntil = leaseFrom(delivery);
  if (!(await log.takeOver(last, leaseUntil))) return undefined;
  const record = { ...last, leaseUntil };
  const messageId = await publish(delivery, record);
  await settle(log, record, messageId);
  return { id: last.id, messageId };
}

async function settle(log: MessageLog, record: MessageRecord, messageId: string): Promise<void> {
  await log.sent(record, messageId);
  await log.markNotified(record);
  await log.settled({ ...record, state: 'sent', messageId });
}

/** The key in a record's `published` for the audience's topic. */
const MAIN = 'main';

/**
 * Publishes within the lease, so that no rival publishes the same meanwhile: to the audience's topic, then to those of
 * channels with one of their own. One topic that fails stops no other. Where one failed, what the others took is noted
 * and the lease given back, so that the next run need not wait for its end and publishes to the failed one alone.
 *
 * @returns the message id of the audience's topic, or of the first.
 */
async function publish(delivery: Delivery, record: MessageRecord): Promise<string> {
  const message = delivery.kind.open(record.content);
  const { main, own } = delivery.topics;
  const places = [
    ...(main === undefined
      ? []
      : [{ name: MAIN, topicArn: main, publication: () => publicationOf(message) }]),
    ...own.map(({ channel, topicArn }) => ({
      name: channel.name,
      topicArn,
      publication: () => channelPublicationOf(message, channel),
    })),
  ];
  const published: Record<string, string> = { ...record.published };
  const failures: { topicArn: string; cause: unknown }[] = [];
  for (const [index, { name, topicArn, publication }] of places.entries()) {
    if (published[name] !== undefined) continue;
    try {
      published[name] = await publishTo(delivery, record, topicArn, publication());
      // The last one's answer is recorded by `sent`.
      if (index < places.length - 1) await delivery.log.published(record, published);
    } catch (cause) {
      failures.push({ topicArn, cause });
    }
  }
  const [failure] = failures;
  if (failure !== undefined) {
    const causes =
      failures.length === 1 ? failure.cause : new AggregateError(failures.map(({ cause }) => cause));
    throw new NotPublished(record.id, failure.topicArn, await givenBack(delivery, record, published, causes));
  }
  const [first] = Object.values(published);
  const messageId = published[MAIN] ?? first;
  if (messageId === undefined) throw new Error(`Message ${record.id} has no topic to be published to.`);
  return messageId;
}

async function publishTo(
  { sns, realClock }: Delivery,
  record: MessageRecord,
  topicArn: string,
  publication: ReturnType<typeof publicationOf>,
): Promise<string> {
  const left = Date.parse(record.leaseUntil) - Date.parse(realClock()) - RESERVE_SECONDS * 1_000;
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn: topicArn, ...publication }), {
    abortSignal: AbortSignal.timeout(Math.max(0, left)),
  });
  if (MessageId === undefined) throw new Error('SNS answered without a message id');
  return MessageId;
}

async function givenBack(
  { log, realClock }: Delivery,
  record: MessageRecord,
  published: Record<string, string>,
  cause: unknown,
): Promise<unknown> {
  try {
    if (Object.keys(published).length > 0) await log.published(record, published);
    await log.takeOver(record, realClock());
    return cause;
  } catch (second) {
    return new AggregateError([cause, second], 'not published, and the lease could not be given back either');
  }
}

function leaseFrom(delivery: Delivery): Instant {
  return instant(Date.parse(delivery.realClock()) + delivery.leaseSeconds * 1_000);
}
