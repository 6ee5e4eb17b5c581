import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { instant, type Instant } from '../model/instant.ts';
import type { Audience, Digest } from '../model/digest.ts';
import type { Composed, DigestRecord, Ledger } from './contract.ts';
import { messageOf } from './message.ts';
import { NotPublished, Overtaken } from './errors.ts';

export interface Delivery {
  ledger: Ledger;
  sns: SNSClient;
  audience: Audience;
  topicArn: string;
  /**
   * Composes the digest from the findings as they stand when it is called: after an unfinished digest was finished,
   * and again when a rival was faster.
   */
  compose(first: boolean): Promise<Composed | undefined>;
  /** The clock on the wall, not the run's `now`: leases are between processes. */
  realClock(): Instant;
  leaseSeconds: number;
  sleep(milliseconds: number): Promise<void>;
}

/** What was sent: the digests that an earlier run had left unfinished, and this run's own. */
export interface Delivered {
  resumed: { digest: string; messageId: string | undefined }[];
  sent: { digest: Digest; messageId: string } | undefined;
}

/** Of the lease, so much is kept for telling the ledger after the publishing. */
const RESERVE_SECONDS = 5;
const POLL_MS = 1_000;

/**
 * Publishes what is news to an audience: never lost, and no twin but after a crash between SNS's answer and its
 * record, then under the same digest id. First what an earlier run left unfinished is finished: a digest `pending`
 * under a lapsed lease is published again, one `sent` is marked told. Only then is the new one composed, begun,
 * published, marked told and settled.
 *
 * @throws {NotPublished} when SNS does not take it; it stays pending.
 * @throws {Overtaken} when other runs keep the audience busy.
 */
export async function deliver(delivery: Delivery): Promise<Delivered> {
  const { ledger, audience } = delivery;
  const resumed: Delivered['resumed'] = [];
  // Each turn ends with the digest sent or one rival's step seen; a rival's lease is waited for by polls.
  let turns = 20 + Math.ceil((delivery.leaseSeconds * 1_000 * 2) / POLL_MS);
  while (turns > 0) {
    turns -= 1;
    const last = await ledger.last(audience);
    if (last !== undefined && last.state !== 'settled') {
      const finished = await finish(delivery, last);
      if (finished !== undefined) resumed.push(finished);
      continue;
    }
    const composed = await delivery.compose(last === undefined);
    if (composed === undefined) return { resumed, sent: undefined };
    const record = recordOf(delivery, composed);
    // The findings were read before a rival's marks were seen: what stands is looked at again.
    if ((await ledger.begin(record, last)) !== 'mine') continue;
    const messageId = await publish(delivery, record);
    await settle(ledger, record, messageId);
    return { resumed, sent: { digest: record.digest, messageId } };
  }
  throw new Overtaken(audience);
}

/** Brings the last digest one step nearer to settled; says so when that was this caller's doing. */
async function finish(
  delivery: Delivery,
  last: DigestRecord,
): Promise<{ digest: string; messageId: string | undefined } | undefined> {
  const { ledger } = delivery;
  if (last.state === 'sent') {
    await ledger.markNotified(last);
    await ledger.settled(last);
    return { digest: last.id, messageId: last.messageId };
  }
  if (last.leaseUntil > delivery.realClock()) {
    await delivery.sleep(POLL_MS);
    return undefined;
  }
  const leaseUntil = leaseFrom(delivery);
  if (!(await ledger.takeOver(last, leaseUntil))) return undefined;
  const record = { ...last, leaseUntil };
  const messageId = await publish(delivery, record);
  await settle(ledger, record, messageId);
  return { digest: last.id, messageId };
}

async function settle(ledger: Ledger, record: DigestRecord, messageId: string): Promise<void> {
  await ledger.sent(record, messageId);
  await ledger.markNotified(record);
  await ledger.settled({ ...record, state: 'sent', messageId });
}

/**
 * Publishes within the lease, so that nobody else publishes the same meanwhile. When SNS refuses, the lease is given
 * back, so that the next run need not wait for its end.
 */
async function publish(delivery: Delivery, record: DigestRecord): Promise<string> {
  const { sns, topicArn } = delivery;
  const left = Date.parse(record.leaseUntil) - Date.parse(delivery.realClock()) - RESERVE_SECONDS * 1_000;
  try {
    const { MessageId } = await sns.send(
      new PublishCommand({ TopicArn: topicArn, ...messageOf(record.digest) }),
      { abortSignal: AbortSignal.timeout(Math.max(0, left)) },
    );
    if (MessageId === undefined) throw new Error('SNS answered without a message id');
    return MessageId;
  } catch (cause) {
    throw new NotPublished(record.id, topicArn, await givenBack(delivery, record, cause));
  }
}

async function givenBack(delivery: Delivery, record: DigestRecord, cause: unknown): Promise<unknown> {
  try {
    await delivery.ledger.takeOver(record, delivery.realClock());
    return cause;
  } catch (second) {
    return new AggregateError([cause, second], 'not published, and the lease could not be given back either');
  }
}

function recordOf(delivery: Delivery, { digest, notified }: Composed): DigestRecord {
  return {
    audience: delivery.audience,
    id: digest.id,
    state: 'pending',
    digest,
    notified,
    leaseUntil: leaseFrom(delivery),
    beganAt: delivery.realClock(),
  };
}

function leaseFrom(delivery: Delivery): Instant {
  return instant(Date.parse(delivery.realClock()) + delivery.leaseSeconds * 1_000);
}
