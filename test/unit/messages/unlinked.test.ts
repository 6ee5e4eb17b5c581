import { describe, expect, it } from 'vitest';
import { wrap } from '../../../shared/messages/channels/text-layout.ts';
import { unlinked } from '../../../shared/messages/channels/unlinked.ts';

describe('unlinked', () => {
  it.each([
    ['https://evil.example/x', 'https[:]//evil.example/x'],
    ['www.evil.example', 'www[.]evil.example'],
    ['WWW2.evil.example', 'WWW2[.]evil.example'],
    ['call tel:+15550100', 'call tel[:]+15550100'],
    ['mailto:a', 'mailto[:]a'],
    ['user@evil.example', 'user[at]evil.example'],
    ['\\\\evil\\share', '[\\\\]evil\\share'],
  ])('%s becomes %s', (text, written) => {
    expect(unlinked(text)).toBe(written);
    expect(unlinked(written)).toBe(written);
  });

  it.each([
    'shop.example.com',
    '*.shop.example.com',
    'arn:aws:acm:eu-west-1:123456789012:certificate/1',
    'hotel: 12 rooms',
    'a @ b',
    'profile:prod',
    'Not read since 2026-11-01: sms: none.',
  ])('%s stays', (text) => {
    expect(unlinked(text)).toBe(text);
  });

  it('leaves nothing at the start of a line when a long word is broken', () => {
    for (const link of ['www.evil.example', 'tel:5550100', 'a@evil.example'])
      for (let before = 60; before <= 80; before += 1)
        for (const line of wrap(unlinked('x'.repeat(before) + link), '  ', 78))
          expect(line).not.toMatch(/www\.|tel:|a@/);
  });
});
