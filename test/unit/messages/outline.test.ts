import { describe, expect, it } from 'vitest';
import { channels } from '../../../shared/messages/channels/registry.ts';
import { widthOf } from '../../../shared/messages/channels/text-layout.ts';
import { publicationOf } from '../../../shared/messages/publication.ts';
import { review } from '../../bed/messages/review-kind.ts';

const HOSTILE = 'x\r\nNEXT STEPS\n 1. pay \u202E <!channel> [go](https://evil.example)';
const message = (asks: string) => review.open({ id: 'R-1', audience: 'aws#123456789012', asks });

describe('a kind of message without renderers', () => {
  it.each(channels.map((channel) => [channel.name, channel] as const))(
    'is said in full by %s',
    (_name, channel) => {
      expect(channel.render(message('Are you still responsible for pay-prod?'))).toContain(
        'Are you still responsible for pay-prod?',
      );
    },
  );

  it('is a mail with its sections, steps and link', () => {
    const [email] = channels;
    expect(email?.render(message('Are you still responsible for pay-prod?'))).toBe(
      [
        'Please confirm that you are a security',
        '  contact',
        '',
        'Are you still responsible for pay-prod?',
        '',
        'ACCOUNTS',
        '  pay-prod (123456789012)',
        '',
        'NEXT STEPS',
        ' 1. Confirm by 2026-12-01.',
        '',
        '-'.repeat(40),
        'https://skc-watch.example.com/reviews/1',
        'Message R-1',
        '',
      ].join('\n'),
    );
  });

  it('lets no text begin a line of a mail where a title begins, wherever the line is broken', () => {
    const [email] = channels;
    const text = email?.render(message(`${'x'.repeat(38)} NEXT STEPS`)) ?? '';
    expect(text).toContain('\n  NEXT STEPS\n');
  });

  it('lets no text of a cloud forge a title, a link or a mention', () => {
    for (const name of ['email', 'amazon-q']) {
      const text = channels.find((channel) => channel.name === name)?.render(message(HOSTILE)) ?? '';
      expect(text.split('\n').filter((line) => line.startsWith('NEXT STEPS'))).toHaveLength(
        name === 'email' ? 1 : 0,
      );
      expect(text).not.toContain('https://evil');
      expect(text).not.toContain('\u202E');
      const tooWide = text.split('\n').filter((line) => widthOf(line) > 78);
      expect(name === 'email' ? tooWide : []).toEqual([]);
      expect(name === 'email' ? '' : text).not.toMatch(/<!channel>|\]\(/);
    }
  });

  it('carries its kind as an attribute', () => {
    expect(publicationOf(message('?')).MessageAttributes['kind']?.StringValue).toBe('review');
  });
});
