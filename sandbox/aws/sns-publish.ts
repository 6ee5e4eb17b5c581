import { createHash } from 'node:crypto';
import type { PublishedMessage } from '../outbox.ts';
import type { Topic } from '../memory.ts';
import { required, text } from '../wire/input.ts';
import { isRecord } from '../wire/request.ts';
import type { Setting } from './operation.ts';
import { entries, invalid } from './sns-input.ts';

const MOST_BYTES = 262_144;
const PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'];

/**
 * Checks a message as SNS does and returns what each subscriber receives.
 * @throws {CloudError} InvalidParameter.
 */
export function prepareMessage(
  input: Record<string, unknown>,
  topicArn: string,
  topic: Topic,
  { account, region, now, memory }: Setting,
): PublishedMessage {
  const message = required(input, 'Message', 'InvalidParameter');
  const subject = text(input, 'Subject');
  const attributes = readAttributes(input);
  checkSubject(subject);
  checkSize(message, attributes);
  const structured = text(input, 'MessageStructure');
  if (structured !== undefined && structured !== 'json') throw invalid('MessageStructure');
  const bodies = structured === 'json' ? readBodies(message) : { default: message };
  const n = memory.kept.published + 1;
  return {
    n,
    id: messageId(`${topicArn} ${n}`),
    at: now,
    account: account.id,
    region,
    topicArn,
    topic: topicArn.slice(topicArn.lastIndexOf(':') + 1),
    subject,
    attributes,
    bodies,
    deliveries: topic.subscriptions
      .filter((subscription) => subscription.confirmed)
      .map(({ protocol, endpoint }) => ({ protocol, endpoint, body: bodies[protocol] ?? bodies.default })),
  };
}

function checkSubject(subject: string | undefined): void {
  if (subject === undefined) return;
  if (subject === '' || subject.length >= 100 || !/^[!-~][ -~]*$/.test(subject)) throw invalid('Subject');
}

function checkSize(message: string, attributes: PublishedMessage['attributes']): void {
  let bytes = Buffer.byteLength(message);
  for (const [name, { type, value }] of Object.entries(attributes))
    bytes += Buffer.byteLength(name + type + value);
  if (bytes > MOST_BYTES) throw invalid('Message too long');
}

function readAttributes(input: Record<string, unknown>): PublishedMessage['attributes'] {
  const types = entries(input, 'MessageAttributes.entry', 'Name', 'Value.DataType');
  const values = entries(input, 'MessageAttributes.entry', 'Name', 'Value.StringValue');
  const read: PublishedMessage['attributes'] = {};
  for (const [name, type] of Object.entries(types)) {
    const value = values[name] ?? '';
    if (!/^[\w.-]{1,256}$/.test(name)) throw invalid(`Invalid message attribute name: ${name}`);
    if (!/^(String|Number|Binary|String\.Array)(\.[\w.-]+)?$/.test(type))
      throw invalid(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    if (value === '' && !type.startsWith('Binary'))
      throw invalid(
        `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${type}'.`,
      );
    if (type === 'String.Array') checkArray(name, value);
    read[name] = { type, value };
  }
  return read;
}

function checkArray(name: string, value: string): void {
  if (!Array.isArray(parse(value, `MessageAttributes: '${name}' is not a JSON array`)))
    throw invalid(`MessageAttributes: '${name}' is not a JSON array`);
}

function readBodies(message: string): PublishedMessage['bodies'] {
  const wrong = 'Message Structure - JSON message body failed to parse';
  const parsed = parse(message, wrong);
  if (!isRecord(parsed)) throw invalid(wrong);
  const standard = parsed['default'];
  if (typeof standard !== 'string')
    throw invalid('Message Structure - No default entry in JSON message body');
  const bodies: PublishedMessage['bodies'] = { default: standard };
  // Unknown keys and values that are not strings are ignored, as AWS does.
  for (const protocol of PROTOCOLS) {
    const body = parsed[protocol];
    if (typeof body === 'string') bodies[protocol] = body;
  }
  return bodies;
}

function parse(value: string, wrong: string): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw Object.assign(invalid(wrong), { cause });
  }
}

function messageId(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
