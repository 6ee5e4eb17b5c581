import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { Digest } from '../model/digest.ts';
import { SEVERITIES } from '../model/finding.ts';
import { sanitize } from '../model/sanitize.ts';
import { machine } from './channels/machine.ts';
import { formats } from './channels/registry.ts';
import { subjectOf } from './kinds/digest/subject.ts';

/** What `Publish` takes, but for the topic. */
export interface Message {
  Subject: string;
  Message: string;
  MessageStructure: 'json';
  MessageAttributes: Record<string, MessageAttributeValue>;
}

/** SNS: all protocols' variants together, in UTF-8. Subject and attributes are counted in, to be on the safe side. */
const MOST_BYTES = 262_144;

/**
 * What is published for a digest: every format under its protocols' keys, and the full set of attributes, since a
 * filter policy drops a message that lacks the attribute it asks for. Depends on the digest alone.
 *
 * Where all that is over 262,144 bytes, `sqs` and `lambda` are left to `default`, which is the same text; then the
 * list in the JSON is cut and what is left out is counted (`entriesOmitted`).
 */
export function messageOf(digest: Digest): Message {
  const bodies: Record<string, string> = {};
  for (const format of formats) {
    const rendered = format.render(digest);
    for (const protocol of format.protocols) bodies[protocol] = rendered;
  }
  const whole = wrapped(digest, bodies);
  if (bytesOf(whole) <= MOST_BYTES) return whole;
  const { sqs: _sqs, lambda: _lambda, ...short } = bodies;
  let message = wrapped(digest, short);
  let entries = digest.entries.length;
  while (bytesOf(message) > MOST_BYTES && entries > 0) {
    entries = Math.floor(entries * Math.min(0.9, MOST_BYTES / bytesOf(message)));
    message = wrapped(digest, { ...short, default: machine.render(digest, entries) });
  }
  return message;
}

function wrapped(digest: Digest, bodies: Record<string, string>): Message {
  return {
    Subject: subjectOf(digest),
    Message: JSON.stringify(bodies),
    MessageStructure: 'json',
    MessageAttributes: attributesOf(digest),
  };
}

/** Bytes that SNS may count of a message. */
export function bytesOf(message: Message): number {
  let bytes = Buffer.byteLength(message.Message) + Buffer.byteLength(message.Subject);
  for (const [name, value] of Object.entries(message.MessageAttributes))
    bytes += Buffer.byteLength(name + (value.DataType ?? '') + (value.StringValue ?? ''));
  return bytes;
}

function attributesOf(digest: Digest): Record<string, MessageAttributeValue> {
  const { account } = digest;
  const severities = SEVERITIES.filter((severity) => digest.open[severity] > 0);
  const id = account === undefined ? 'organisation' : sanitize(account.id, 100);
  return {
    account: textual(id),
    accountName: textual((account === undefined ? '' : sanitize(account.name, 100)) || id),
    cloud: textual(account?.cloud ?? 'all'),
    severity: textual(digest.severity),
    severities: list(severities.length === 0 ? ['none'] : severities),
    rules: list(digest.rules),
    digest: textual(digest.id),
    kind: textual(digest.kind),
  };
}

function textual(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value };
}

function list(values: readonly string[]): MessageAttributeValue {
  return { DataType: 'String.Array', StringValue: JSON.stringify(values) };
}
