import type { Contact } from '../model/contact.ts';
import { sanitize } from '../model/sanitize.ts';

/** What subscribing needs to know about a channel. The channels themselves are in `shared/messages/channels`. */
export interface ContactChannel {
  name: string;
  /**
   * SNS sends all subscribers of one protocol the same body. A channel whose body differs from its protocol's default
   * on the audience's topic has its own topic, `<prefix>-<audience>__<channel>`.
   */
  ownTopic: boolean;
  /** Whether SNS can deliver to the address through this channel. */
  accepts(address: string): boolean;
  /** Whether this is the default channel of a contact. */
  isDefaultFor(contact: Pick<Contact, 'kind' | 'address'>): boolean;
}

/** A contact's channel is unknown to this version, or cannot deliver to its address. */
export class NoChannel extends Error {
  override readonly name = 'NoChannel';
}

/**
 * The channel of a contact: the configured one, or the default for its kind and address.
 * @throws {NoChannel} if this version does not have it, or it cannot deliver to the address.
 */
export function channelOf<Channel extends ContactChannel>(
  contact: Pick<Contact, 'kind' | 'address'> & { channel?: string | undefined },
  channels: readonly Channel[],
): Channel {
  const names = channels.map(({ name }) => name).join(', ');
  if (contact.channel === undefined) {
    const channel = channels.find((each) => each.isDefaultFor(contact));
    if (channel !== undefined) return channel;
    throw new NoChannel(
      `No channel reaches a contact of kind ${sanitize(contact.kind, 40)} at such an address. ` +
        `Set its channel to one of: ${names}.`,
    );
  }
  const channel = channels.find(({ name }) => name === contact.channel);
  if (channel === undefined)
    throw new NoChannel(
      `This version has no channel "${sanitize(contact.channel, 40)}": the contact is not subscribed. ` +
        `Use one of: ${names}, or deploy the version that has it.`,
    );
  if (!channel.accepts(contact.address))
    throw new NoChannel(
      `The channel "${channel.name}" cannot reach this address: the contact is not subscribed. ` +
        'Correct its address or its channel.',
    );
  return channel;
}

export function isEmail(address: string): boolean {
  return protocolOf(address) === 'email';
}

export function isHttps(address: string): boolean {
  return protocolOf(address) === 'https';
}

/** The SNS protocol of an address. */
export function protocolOf(address: string): 'email' | 'https' | 'sqs' {
  if (address.startsWith('https://')) return 'https';
  return /^arn:aws[\w-]*:sqs:/.test(address) ? 'sqs' : 'email';
}
