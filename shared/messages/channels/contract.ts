import type { ContactChannel } from '../../contacts/channel.ts';
import type { Message } from '../kinds/contract.ts';

/** A way to a kind of receiver, and the form that a message has there. */
export interface Channel extends ContactChannel {
  /**
   * The keys of SNS's `MessageStructure: json` that carry its text on the audience's topic; empty for a channel with
   * a topic of its own, where its text is the `default`.
   */
  protocols: readonly string[];
  /** @param entries At most so many list entries; channels that list few anyway need not look at it. */
  render(message: Message, entries?: number): string;
}
