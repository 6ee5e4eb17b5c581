import { isHttps } from '../../contacts/channel.ts';
import type { Channel } from './contract.ts';

/**
 * The machine JSON over HTTPS, for receivers that confirm an SNS subscription. It has a topic of its own, since
 * https subscribers of the audience's topic get what Amazon Q takes.
 */
export const webhook: Channel = {
  name: 'webhook',
  protocols: [],
  ownTopic: true,
  accepts: isHttps,
  isDefaultFor: ({ kind, address }) => isHttps(address) && kind !== 'chat-channel',
  render: (message, entries) => message.machine(entries),
};
