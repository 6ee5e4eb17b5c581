import { describe, expect, it } from 'vitest';
import { topicArnOf } from '../../../shared/contacts/topics.ts';

describe('topicArnOf', () => {
  const home = { partition: 'aws-cn', region: 'cn-north-1', accountId: '111111111111' };

  it.each([
    ['aws#123456789012', 'skc-123456789012'],
    ['gcp#example.com:pay-prod', 'skc-example_com_pay-prod'],
    ['contact#abcdefghijklmnopqrstuvwxyz', 'skc-to__abcdefghijklmnopqrstuvwxyz'],
    ['organisation', 'skc-organisation'],
  ] as const)('names the topic of %s', (audience, name) => {
    expect(topicArnOf(home, 'skc', audience)).toBe(`arn:aws-cn:sns:cn-north-1:111111111111:${name}`);
  });

  it('gives a channel’s own topic a name that no account’s topic can have', () => {
    expect(topicArnOf(home, 'skc', 'aws#123456789012', 'webhook')).toMatch(/:skc-123456789012__webhook$/);
    // A project may have this name; its topic has another one.
    expect(topicArnOf(home, 'skc', 'gcp#123456789012-webhook')).toMatch(/:skc-123456789012-webhook$/);
  });
});
