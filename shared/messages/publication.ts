import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { Channel } from './channels/contract.ts';
import { channels } from './channels/registry.ts';
import type { Message } from './kinds/contract.ts';

/** What `Publish` takes, but for the topic. */
export interface Publication {
  Subject: string;
  Message: string;
  MessageStructure: 'json';
  MessageAttributes: Record<string, MessageAttributeValue>;
}

/** SNS: all protocols' texts together, in UTF-8. Subject and attributes are counted in, to be on the safe side. */
const MOST_BYTES = 262_144;

/**
 * What is published to an audience's topic: every channel that shares it under its protocols' keys, and all
 * attributes, since a filter policy drops a message that lacks the attribute it asks for. Depends on the message alone.
 *
 * Where all that is over 262,144 bytes, `sqs` and `lambda` are left to `default`, which is the same text; then the
 * list in the JSON is cut and what is left out is counted.
 */
export function publicationOf(message: Message): Publication {
  const bodies: Record<string, string> = {};
  const shared = channels.filter((channel) => !channel.ownTopic);
  for (const channel of shared) {
    const text = channel.render(message);
    for (const protocol of channel.protocols) bodies[protocol] = text;
  }
  const whole = wrapped(message, bodies);
  if (bytesOf(whole) <= MOST_BYTES) return whole;
  const { sqs: _sqs, lambda: _lambda, ...short } = bodies;
  return fitting(message, (entries) => ({ ...short, default: message.machine(entries) }));
}

/** What is published to a channel's own topic: its text alone. */
export function channelPublicationOf(message: Message, channel: Channel): Publication {
  return fitting(message, (entries) => ({ default: channel.render(message, entries) }));
}

function fitting(message: Message, bodies: (entries: number) => Record<string, string>): Publication {
  let { entries } = message;
  let publication = wrapped(message, bodies(entries));
  while (bytesOf(publication) > MOST_BYTES && entries > 0) {
    entries = Math.floor(entries * Math.min(0.9, MOST_BYTES / bytesOf(publication)));
    publication = wrapped(message, bodies(entries));
  }
  return publication;
}

function wrapped(message: Message, bodies: Record<string, string>): Publication {
  return {
    Subject: message.headline,
    Message: JSON.stringify(bodies),
    MessageStructure: 'json',
    MessageAttributes: attributesOf(message),
  };
}

/** Bytes that SNS may count of a message. */
export function bytesOf(publication: Publication): number {
  let bytes = Buffer.byteLength(publication.Message) + Buffer.byteLength(publication.Subject);
  for (const [name, value] of Object.entries(publication.MessageAttributes))
    bytes += Buffer.byteLength(name + (value.DataType ?? '') + (value.StringValue ?? ''));
  return bytes;
}

function attributesOf(message: Message): Record<string, MessageAttributeValue> {
  const attributes = Object.entries(message.attributes).map(
    ([name, value]) => [name, attribute(value)] as const,
  );
  return { ...Object.fromEntries(attributes), kind: attribute(message.kind) };
}

function attribute(value: string | readonly string[]): MessageAttributeValue {
  return typeof value === 'string'
    ? { DataType: 'String', StringValue: value }
    : { DataType: 'String.Array', StringValue: JSON.stringify(value) };
}
