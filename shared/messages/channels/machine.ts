import { protocolOf } from '../../contacts/channel.ts';
import type { Channel } from './contract.ts';

/** JSON for queues and functions, and for whoever subscribes by a protocol that no other channel carries. */
export const machine: Channel = {
  name: 'machine',
  protocols: ['default', 'sqs', 'lambda'],
  ownTopic: false,
  accepts: (address) => protocolOf(address) === 'sqs',
  isDefaultFor: ({ address }) => protocolOf(address) === 'sqs',
  render: (message, entries) => message.machine(entries),
};
