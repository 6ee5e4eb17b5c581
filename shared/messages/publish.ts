import type { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { refuseOutdated } from '../inventory/outdated-run.ts';
import type { Audience } from '../model/audience.ts';
import { instant, type Instant } from '../model/instant.ts';
import type { Run } from '../model/run.ts';
import type { Channel } from './channels/contract.ts';
import type { Composed, MessageLog, MessageRecord } from './contract.ts';
import { NotPublished, Overtaken, Unanswered } from './errors.ts';
import type { MessageKind } from './kinds/contract.ts';
import { channelPublicationOf, publicationOf } from './publication.ts';
import { publishOnce, type Attempt } from './publish-once.ts';

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
   * @param last The run of the audience's last message of this thread; undefined before the first.
   * @param givenUp A later message that may or may not have been received: this one takes its place, under another id.
   */
  compose(
    last: Pick<Run, 'id' | 'now'> | undefined,
    givenUp: Pick<MessageRecord, 'id'> | undefined,
  ): Promise<Composed | undefined>;
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
/** How often a message is published: once, and once more if no answer came. */
const MOST_ATTEMPTS = 2;

/**
 * Publishes a message to an audience: never lost, and the same message at most twice, under the same id. The second
 * copy follows only where it is not known whether SNS took the first: its answer was lost, or the process ended before
 * it was recorded. If the second has no answer either, the run says so, and the next one says the same in a message of
 * its own.
 *
 * What an earlier run left unfinished comes first: a message `pending` under a lapsed lease is published again, one
 * `sent` has its findings marked. Only then the new one is composed, begun, published, its findings marked, and
 * settled.
 *
 * @throws {NotPublished} when SNS does not take it on some topic; it stays pending, and only those are tried again.
 * @throws {Unanswered} when it was published twice without an answer.
 * @throws {Overtaken} when other runs keep the audience busy.
 * @throws {OutdatedRun} when a newer run has sent or begun a message.
 */
export async function deliver(delivery: Delivery): Promise<Delivered> {
  const { log, audience, run } = delivery;
  const thread = { audience, kind: delivery.kind.name, subject: delivery.subject };
  const resumed: Sent[] = [];
  // Each turn ends with the message sent or one rival's step seen; a rival's lease is waited for by polls.
  let turns = 20 + Math.ceil((delivery.leaseSeconds * 1_000 * 2) / POLL_MS);
  while (turns > 0) {
    turns -= 1;
    const last = await log.last(thread);
    refuseOutdated(run, last?.run);
    const givenUp = last !== undefined && isGivenUp(delivery, last) ? last : undefined;
    if (last !== undefined && last.state !== 'settled' && givenUp === undefined) {
      const finished = await finish(delivery, last);
      if (finished !== undefined) resumed.push(finished);
      continue;
    }
    const follows = givenUp === undefined ? last?.run : givenUp.follows;
    const composed = await delivery.compose(follows, givenUp);
    if (composed === undefined) return { resumed, sent: undefined };
    const record: MessageRecord = {
      ...thread,
      ...composed,
      run: { id: run.id, now: run.now },
      state: 'pending',
      leaseUntil: leaseFrom(delivery),
      beganAt: delivery.realClock(),
      attempts: 1,
      ...(follows === undefined ? {} : { follows }),
    };
    // The findings were read before a rival's marks were seen: they are read again.
    if ((await log.begin(record, last, givenUp !== undefined)) !== 'mine') continue;
    const messageId = await publish(delivery, record);
    await settle(log, record, messageId);
    return { resumed, sent: { id: record.id, content: record.content, messageId } };
  }
  throw new Overtaken(audience);
}

/**
 * Whether a new message takes the place of one that is pending: no other process holds it, and it cannot be read any
 * more, or was published as often as it may be.
 * @throws {Unanswered} in the run that published it.
 */
function isGivenUp(delivery: Delivery, last: MessageRecord): boolean {
  if (last.state !== 'pending' || last.leaseUntil > delivery.realClock()) return false;
  if (!isReadable(delivery, last)) return true;
  if (attemptsOf(last) < MOST_ATTEMPTS) return false;
  if (last.run.id === delivery.run.id) throw new Unanswered(last.id, last.audience);
  return true;
}

/** Another release may have stored content in a form that this one cannot read: it is composed again. */
function isReadable({ kind }: Delivery, { content }: MessageRecord): boolean {
  try {
    kind.open(content);
    return true;
  } catch (error) {
    if (error instanceof z.ZodError) return false;
    throw error;
  }
}

function attemptsOf({ attempts = 1 }: MessageRecord): number {
  return attempts;
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
  const record = { ...last, leaseUntil: leaseFrom(delivery), attempts: attemptsOf(last) + 1 };
  if (!(await log.takeOver(last, record.leaseUntil, record.attempts))) return undefined;
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

interface Failure {
  topicArn: string;
  error: unknown;
  answered: boolean;
}

/**
 * Publishes within the lease, so that no rival publishes the same meanwhile: to the audience's topic, then to those of
 * channels with one of their own. One topic that fails stops no other, and what the others took is noted. If all that
 * failed were refused, the lease is given back, so that the next run need not wait for its end and publishes to them
 * alone. If one did not answer, the lease is kept to its end: only then it is published to that one once more.
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
  const failures: Failure[] = [];
  for (const [index, { name, topicArn, publication }] of places.entries()) {
    if (published[name] !== undefined) continue;
    const attempt = await publishTo(delivery, record, topicArn, publication());
    if (attempt.outcome === 'taken') {
      published[name] = attempt.messageId;
      // The last one's answer is recorded by `sent`.
      if (index < places.length - 1) await delivery.log.published(record, published);
    } else {
      failures.push({ topicArn, error: attempt.error, answered: attempt.outcome === 'refused' });
    }
  }
  if (failures.length > 0) await fail(delivery, record, published, failures);
  const [first] = Object.values(published);
  const messageId = published[MAIN] ?? first;
  if (messageId === undefined) throw new Error(`Message ${record.id} has no topic to be published to.`);
  return messageId;
}

const MOST_THROTTLES = 4;

/** Once, except where SNS says that it was too fast: that answer says as well that it did not take it. */
async function publishTo(
  { sns, realClock, sleep }: Delivery,
  record: MessageRecord,
  topicArn: string,
  publication: ReturnType<typeof publicationOf>,
): Promise<Attempt> {
  for (let throttles = 0; ; throttles++) {
    const left = Date.parse(record.leaseUntil) - Date.parse(realClock()) - RESERVE_SECONDS * 1_000;
    const attempt = await publishOnce(sns, { TopicArn: topicArn, ...publication }, Math.max(0, left));
    if (attempt.outcome !== 'refused' || !attempt.throttled || throttles === MOST_THROTTLES) return attempt;
    await sleep(100 * 2 ** throttles);
  }
}

/** @throws {NotPublished} always. */
async function fail(
  delivery: Delivery,
  record: MessageRecord,
  published: Record<string, string>,
  failures: readonly Failure[],
): Promise<never> {
  const unanswered = failures.find(({ answered }) => !answered);
  const named = unanswered ?? failures[0];
  const errors = failures.map(({ error }) => error);
  const cause = errors.length === 1 ? errors[0] : new AggregateError(errors);
  const noted = await noteFailure(delivery, record, published, unanswered === undefined, cause);
  throw new NotPublished(record.id, named?.topicArn ?? '', noted, unanswered === undefined);
}

async function noteFailure(
  { log, realClock }: Delivery,
  record: MessageRecord,
  published: Record<string, string>,
  giveBack: boolean,
  cause: unknown,
): Promise<unknown> {
  try {
    if (Object.keys(published).length > 0) await log.published(record, published);
    // All that this attempt published was answered, so it does not count.
    if (giveBack) await log.takeOver(record, realClock(), attemptsOf(record) - 1);
    return cause;
  } catch (second) {
    return new AggregateError([cause, second], 'not published, and that could not be noted either');
  }
}

function leaseFrom(delivery: Delivery): Instant {
  return instant(Date.parse(delivery.realClock()) + delivery.leaseSeconds * 1_000);
}
