import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeSharedDigest } from '../../../shared/messages/kinds/digest/accounts-digest.ts';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { digest as kind } from '../../../shared/messages/kinds/digest/kind.ts';
import { asciiOf } from '../../../shared/messages/kinds/digest/latin.ts';
import { subjectOf } from '../../../shared/messages/kinds/digest/subject.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { account, delivery, finding, input, NOW } from '../../bed/messages/fixture.ts';

function digestOf(findings: readonly Finding[], over: Parameters<typeof input>[1] = {}) {
  const composed = composeDigest(input(findings, over));
  if (composed === undefined) throw new Error('nothing composed');
  return composed.digest;
}

const ends = (name: string, dueAt: string, over: Partial<Finding> = {}) =>
  finding({ name, rule: 'expiring', severity: 'critical', dueAt, ...over });
const TODAY = '2026-11-21T18:00:00Z';

describe('the subject', () => {
  it('names the most urgent thing, its hour, how many others are critical, and the account', () => {
    const digest = digestOf([
      ends('gateway', addDays(NOW, 3)),
      ends('iso8583.pay.example', TODAY),
      ends('api', addDays(NOW, 6)),
      finding({ severity: 'medium' }),
    ]);
    expect(subjectOf(digest)).toBe(
      '[SKC] iso8583.pay.example expires today 18:00 UTC (+2 critical) - pay-prod',
    );
  });

  it('is of all that is open, also of what an earlier message named', () => {
    const named = { account: delivery({ severity: 'critical', rung: 1 }) };
    const digest = digestOf([
      ends('iso8583.pay.example', TODAY, { notified: named, rung: 1 }),
      finding({ name: 'new and medium' }),
    ]);
    expect(digest.open).toMatchObject({ critical: 0, medium: 1 });
    expect(subjectOf(digest)).toBe('[SKC] iso8583.pay.example expires today 18:00 UTC - pay-prod');
    const { attributes } = kind.open(digest);
    expect(attributes).toMatchObject({ severity: 'critical', severities: ['medium', 'critical'] });
  });

  it('does not name what an exclusion hides', () => {
    const excluded = { reason: 'accepted', by: 'security', until: addDays(NOW, 10) };
    const digest = digestOf([ends('hidden', TODAY, { excluded }), finding({ name: 'medium' })]);
    expect(subjectOf(digest)).toBe('[SKC] pay-prod: nothing urgent, 1 new (1 medium open)');
  });

  it('is calm where nothing is critical or high', () => {
    expect(subjectOf(digestOf([finding(), finding({ name: 'b', severity: 'low' })]))).toBe(
      '[SKC] pay-prod: nothing urgent, 2 new (1 medium, 1 low open)',
    );
    const resolved = finding({ state: 'resolved', notified: { account: delivery() } });
    expect(subjectOf(digestOf([resolved]))).toBe('[SKC] pay-prod: nothing urgent, 1 resolved');
  });

  it('tells what is the matter in its first 40 characters, however long the name is', () => {
    const subject = subjectOf(digestOf([ends('n'.repeat(200), TODAY)]));
    expect(subject.slice(0, 40)).toBe(`[SKC] ${'n'.repeat(24)}.. expires`);
  });

  it('says of which account the thing is where there are several', () => {
    const composed = composeSharedDigest('contact#abcdefghijklmnopqrstuvwxyz', {
      run: { id: 'r', now: NOW },
      accounts: [
        { account: account(), findings: [ends('api', TODAY)], scans: [] },
        {
          account: account({ key: 'aws#210987654321', id: '210987654321', name: 'b' }),
          findings: [],
          scans: [],
        },
      ],
      contacts: [],
      first: false,
    });
    expect(composed === undefined ? '' : subjectOf(composed.digest)).toBe(
      '[SKC] api expires today 18:00 UTC - pay-prod, 2 accounts',
    );
  });

  it('says beside the most urgent thing how many accounts failed', () => {
    const digest = digestOf([ends('api', TODAY)]);
    const line = {
      key: 'aws#210987654321' as const,
      cloud: 'aws' as const,
      id: '210987654321',
      name: 'b',
      notNotified: 'not evaluated' as const,
      open: digest.open,
      news: 0,
      targets: 0,
      complete: 0,
    };
    expect(subjectOf({ ...digest, accounts: [line] })).toBe(
      '[SKC] api expires today 18:00 UTC (1 account failed) - pay-prod',
    );
    const calm = digestOf([finding()]);
    expect(subjectOf({ ...calm, accounts: [line, line] })).toBe(
      '[SKC] pay-prod: 2 accounts failed, 1 new (1 medium open)',
    );
  });

  it('reads a digest of an older release, which does not know all that is open', () => {
    const { openInAll: _open, mostUrgent: _urgent, ...older } = digestOf([finding()]);
    expect(kind.open(older).headline).toBe('[SKC] pay-prod: nothing urgent, 1 new (1 medium open)');
    expect(kind.open(older).attributes).toMatchObject({ severity: 'medium' });
  });

  it('is printable ASCII of at most 99 characters, and names something, whatever the names are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.constantFrom('漢字', '😀', '\u202e', 'ж'),
    );
    fc.assert(
      fc.property(text, text, fc.constantFrom('critical', 'low'), (name, of, severity) => {
        const subject = subjectOf(
          digestOf([ends(name, TODAY, { severity })], { account: account({ name: of }) }),
        );
        expect(subject).toMatch(/^\[SKC\] [!-~][ -~]{6,92}$/);
      }),
    );
  });
});

describe('a text in ASCII', () => {
  it.each([
    ['Zürich – Straße', 'Zurich - Strasse'],
    ['платежи', 'platezhi'],
    ['Щит', 'Shchit'],
    ['Αθήνα', 'Athina'],
    ['漢字', '\\u6f22\\u5b57'],
    ['😀', '\\u{1f600}'],
    // Looks like payments, and is not.
    ['p\u0430yments', 'p\\u0430yments'],
    ['https://evil.example', 'https:evil.example'],
  ])('%s: %s', (text, ascii) => expect(asciiOf(text)).toBe(ascii));
});
