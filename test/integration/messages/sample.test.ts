import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublishedMessage } from '../../../sandbox/outbox.ts';
import { sampleConfig } from '../../../sandbox/estate/sample-config.ts';
import { sampleEstate } from '../../../sandbox/estate/sample.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { messagesDocument } from '../../bed/messages/messages-document.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { openStage, type Stage } from '../../bed/pipeline/stage.ts';

const EPOCH = '2026-11-25T06:00:00Z';
const dynalite = dynaliteOfFile();

/** Two runs of the whole pipeline over the sample organisation, a day apart, and all that they sent. */
describe('the messages of the sample organisation', () => {
  let stage: Stage;
  let first: readonly PublishedMessage[];
  let later: readonly PublishedMessage[];
  beforeAll(async () => {
    stage = await openStage(dynalite.url, sampleEstate({ epoch: EPOCH }), sampleConfig(EPOCH));
    await stage.run();
    first = stage.sandbox.outbox.list();
    stage.sandbox.clock.set(addDays(EPOCH, 1));
    await stage.run(undefined, 1);
    later = stage.sandbox.outbox.list().slice(first.length);
  }, 180_000);
  afterAll(() => stage.close());

  const mailsOf = (messages: readonly PublishedMessage[]) =>
    messages.map(({ bodies }) => bodies['email'] ?? '');

  it('are shown in docs/messages.md', async () => {
    await expect(messagesDocument({ first, later })).toMatchFileSnapshot('../../../docs/messages.md');
  });

  it('have a subject of printable ASCII, at most 99 characters, that begins with the most urgent thing', () => {
    for (const { subject = '' } of [...first, ...later]) expect(subject).toMatch(/^\[SKC\] [ -~]{10,93}$/);
    const payProd = first.find(({ topic }) => topic === 'skc-watch-222222222222');
    expect(payProd?.subject?.slice(0, 40)).toBe('[SKC] iso8583.pay.skc-sample.example exp');
    expect(payProd?.subject).toContain(' expires today 18:00 UTC (+2 critical, 6 high) - pay-prod');
  });

  it('have no line that a phone breaks, unless a word, a link or a command is longer', () => {
    const wide = [...mailsOf(first), ...mailsOf(later)]
      .flatMap((mail) => mail.split('\n'))
      .filter((line) => line.length > 40 && !/skc findings|^ {4}--/.test(line));
    expect(wide.filter((line) => /^(\d+\.)? *\S+$/.exec(line.trim()) === null)).toEqual([]);
  });

  it('cut no name, number or date', () => {
    for (const mail of [...mailsOf(first), ...mailsOf(later)]) expect(mail).not.toContain('…');
  });

  it('list no medium or low finding of a first message line by line', () => {
    for (const mail of mailsOf(first))
      expect(mail.match(/^ {4}(MEDIUM|LOW): /gm)?.length ?? 0).toBeLessThan(2);
  });

  it('have the same SKC in no two lines as resolved and new', () => {
    for (const mail of mailsOf(later)) {
      const closed = [...mail.matchAll(/^\d+\. +(.+)\n {4}resolved/gm)].map(([, name = '']) => name);
      for (const name of closed) expect(mail.split(`  ${name}\n`)).toHaveLength(2);
    }
  });

  it('say nothing of an hour or a number of days that is 0', () => {
    for (const mail of [...mailsOf(first), ...mailsOf(later)])
      expect(mail.replaceAll(/\s+/g, ' ')).not.toMatch(/\bin 0 |\b0 (days|hours)\b|undefined|NaN/);
  });
});
