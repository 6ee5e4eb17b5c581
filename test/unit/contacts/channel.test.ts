import { describe, expect, it } from 'vitest';
import { channelOf, NoChannel } from '../../../shared/contacts/channel.ts';
import { channels } from '../../../shared/messages/channels/registry.ts';

const URL = 'https://hooks.example.com/services/T0/S3CRET';
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:tickets';

describe('channelOf', () => {
  it.each([
    ['inbox', 'pay@example.com', undefined, 'email'],
    ['ticket-queue', QUEUE, undefined, 'machine'],
    ['webhook', URL, undefined, 'webhook'],
    ['inbox', URL, undefined, 'webhook'],
    ['chat-channel', URL, undefined, 'amazon-q'],
    ['webhook', URL, 'amazon-q', 'amazon-q'],
    ['chat-channel', URL, 'webhook', 'webhook'],
  ])('of a %s at %s that names %s is %s', (kind, address, channel, name) => {
    expect(channelOf({ kind, address, channel }, channels).name).toBe(name);
  });

  it.each([
    ['one that this version lacks', URL, 'jira', /no channel "jira".*email, amazon-q, machine, webhook/],
    ['one that cannot reach the address', 'pay@example.com', 'webhook', /"webhook" cannot reach/],
  ])('refuses %s, without saying the address', (_case, address, channel, message) => {
    const choose = () => channelOf({ kind: 'webhook', address, channel }, channels);
    expect(choose).toThrow(NoChannel);
    expect(choose).toThrow(message);
    expect(choose).not.toThrow(/S3CRET/);
  });
});
