import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { channels } from '../../../shared/messages/channels/registry.ts';
import { bytesOf, publicationOf } from '../../../shared/messages/publication.ts';
import { packNotified } from '../../../shared/messages/notified-entry.ts';
import { digestJsonSchema } from '../../../shared/messages/kinds/digest/published.ts';
import { digest as digestKind } from '../../../shared/messages/kinds/digest/kind.ts';
import { widthOf } from '../../../shared/messages/channels/text-layout.ts';
import type { Digest } from '../../../shared/messages/kinds/digest/content.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { account, finding, input, scan, delivery } from '../../bed/messages/fixture.ts';
import { sampleInput } from '../../bed/messages/sample.ts';

const bodies = z.object({ default: z.string(), email: z.string(), https: z.string() });
const custom = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: z.string(),
  content: z.strictObject({
    textType: z.literal('client-markdown'),
    title: z.string().max(240),
    description: z.string().min(1).max(3_500),
    nextSteps: z.array(z.string()),
    keywords: z.array(z.string()),
  }),
  metadata: z.strictObject({
    threadId: z.string(),
    summary: z.string(),
    eventType: z.string(),
    relatedResources: z.array(z.string()),
    additionalContext: z.record(z.string(), z.string()),
  }),
});

function digestOf(findings: readonly Finding[], over: Parameters<typeof input>[1] = {}): Digest {
  const composed = composeDigest(input(findings, over));
  if (composed === undefined) throw new Error('nothing composed');
  return composed.digest;
}

function messageOf(digest: Digest) {
  return publicationOf(digestKind.open(digest));
}

function sent(digest: Digest) {
  const message = messageOf(digest);
  const body = bodies.parse(JSON.parse(message.Message));
  return { message, body, notification: custom.parse(JSON.parse(body.https)) };
}

// Ajv knows the form of a date-time only by a further package; the pattern beside it is checked.
const valid = new Ajv2020({ formats: { date: true, 'date-time': true } }).compile(digestJsonSchema());

/** What the published schema finds wrong with a machine message. */
function mistakes(json: string): unknown[] {
  return valid(JSON.parse(json)) ? [] : (valid.errors ?? []);
}

const sample = composeDigest(sampleInput())?.digest ?? digestOf([]);

const NASTY = [
  '<img src=x onerror=alert(1)>',
  'x\r\nBcc: all@example.com',
  '\u001b[2J\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  '\u202Egpj.exe\u2066',
  '*bold* _under_ ~gone~ `code` [go](https://evil.example) <!channel> <@U1> @here',
  "=cmd|'/c calc'!A1",
  'zero\u200bwidth\ufeff',
  '\ud800lone',
  '支付-👩‍👩‍👧-данные',
  'n'.repeat(2_048),
  '"\\'.repeat(1_000),
];

describe('publicationOf', () => {
  it('fills every protocol, and the machine message follows the published schema', () => {
    const message: unknown = JSON.parse(messageOf(sample).Message);
    expect(Object.keys(z.record(z.string(), z.string()).parse(message)).toSorted()).toEqual(
      channels.flatMap(({ protocols }) => [...protocols]).toSorted(),
    );
    expect(mistakes(sent(sample).body.default)).toEqual([]);
  });

  it('carries the full set of attributes, none of them empty, even when all is resolved', () => {
    const resolved = digestOf([finding({ state: 'resolved', notified: { account: delivery() } })], {
      account: account({ name: '' }),
    });
    const attributes = messageOf(resolved).MessageAttributes;
    expect(Object.keys(attributes).toSorted()).toEqual(
      [
        'account',
        'accountName',
        'cloud',
        'digest',
        'first',
        'kind',
        'rules',
        'severities',
        'severity',
      ].toSorted(),
    );
    for (const { StringValue } of Object.values(attributes)) expect(StringValue).toMatch(/\S/);
    expect(attributes['severity']?.StringValue).toBe('none');
    expect(attributes['accountName']?.StringValue).toBe('123456789012');
  });

  it('has the most urgent thing in its subject', () => {
    expect(messageOf(sample).Subject).toBe(
      '[SKC] api.pay.example.com expired 1 day ago (+2 critical, 4 high) - pay-prod',
    );
  });

  it('stays within every limit for 3,000 findings with hostile names of 2 KB', () => {
    const findings = Array.from({ length: 3_000 }, (_, index) =>
      finding({
        name: `${NASTY[index % NASTY.length]}${'"é'.repeat(500)}${index}`,
        because: NASTY[(index + 3) % NASTY.length] ?? '',
        severity: index % 2 === 0 ? 'high' : 'medium',
        rule: index % 5 === 0 ? 'expired' : 'rotation-overdue',
      }),
    );
    const composed = composeDigest(input(findings, { account: account({ name: NASTY.join('') }) }));
    if (composed === undefined) throw new Error('nothing composed');
    const { message, notification, body } = sent(composed.digest);
    expect(bytesOf(message)).toBeLessThanOrEqual(262_144);
    expect(message.Subject).toMatch(/^\[SKC\] [ -~]{1,93}$/);
    expect(notification.content.description.length).toBeLessThanOrEqual(3_500);
    expect(mistakes(body.default)).toEqual([]);
    const { digest } = composed;
    expect(digest.entries.length + digest.entriesOmitted).toBe(2_000);
    expect(digest.postponed).toBe(1_000);
    const record = JSON.stringify({ digest, notified: composed.notified.map(packNotified) });
    expect(Buffer.byteLength(record)).toBeLessThan(350_000);
  }, 30_000);
});

describe('every channel', () => {
  it('lets no hostile character through, from whatever field', () => {
    const piece = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 60 }));
    fc.assert(
      fc.property(piece, piece, piece, piece, (name, because, action, other) => {
        const digest = digestOf(
          [
            finding({ name, because, action, owner: other, criticality: name, environment: action }),
            finding({ name: other, state: 'deleted', notified: { account: delivery() } }),
          ],
          {
            account: account({ name: other, targets: [{ location: 'eu-west-1', source: 'aws.kms-key' }] }),
            contacts: [
              {
                kind: 'inbox',
                address: 'a@example.com',
                name,
                source: 'config',
                since: '2026-01-01T00:00:00Z',
              },
            ],
            scans: [
              scan({
                source: 'aws.kms-key',
                outcome: 'denied',
                problems: [{ operation: name, code: because, message: action, missingPermission: other }],
              }),
            ],
          },
        );
        const { message, body, notification } = sent(digest);
        const texts = [message.Subject, ...body.email.split('\n'), notification.content.title];
        texts.push(...notification.content.description.split('\n'), ...notification.content.nextSteps);
        for (const [attribute, { StringValue = '' }] of Object.entries(message.MessageAttributes))
          texts.push(attribute, StringValue);
        for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
        expect(body.default).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|\\u|\\n|\\r/u);
        for (const line of body.email.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
        expect(`${body.email}${notification.content.description}`).not.toContain('://');
        expect(notification.content.description.replaceAll(/`[^`\n]*`/g, '')).not.toMatch(/[*~`<>|@&]|\]\(/);
      }),
      { numRuns: 80 },
    );
  }, 30_000);

  it('makes no link of a name, and leaves the addresses that it is sent to and the names of certificates', () => {
    const digest = digestOf(
      [
        finding({ name: 'www.evil.example', because: 'Write to help@evil.example or tel:+15550100.' }),
        finding({ name: 'shop.example.com' }),
        finding({ name: 'p\u0430yments' }),
        finding({ name: '\u6c7a\u6e08\u306e\u30ad\u30fc' }),
      ],
      {
        account: account({ name: 'www.evil.example' }),
        link: 'https://reports.example.com/x',
        contacts: [
          { kind: 'inbox', address: 'team@example.com', source: 'config', since: '2026-01-01T00:00:00Z' },
          {
            kind: 'inbox',
            address: 'b@example.com',
            name: 'www.evil.example',
            source: 'aws-alternate-contact',
            since: '2026-01-01T00:00:00Z',
          },
        ],
      },
    );
    const { body, notification } = sent(digest);
    const chat = `${notification.content.title}\n${notification.content.description}`;
    for (const text of [body.email, chat]) {
      expect(text).toContain('www[.]evil.example');
      expect(text).toContain('tel[:]+15550100');
      expect(text).toContain('help[at]evil.example');
      expect(text.replaceAll('www[.]', '')).not.toMatch(/www\.|tel:|help@|help＠/);
      expect(text).toContain('shop.example.com');
      expect(text).toContain('(mixed scripts) p\u0430yments');
      expect(text.match(/mixed scripts/g)).toHaveLength(1);
      expect(text).toContain('https://reports.example.com/x');
    }
    expect(body.email).toContain('Sent to team@example.com,\n  www[.]evil.example.');
  });

  // The log's digest comes back from a table: what composing made harmless is made so again.
  it('does not rely on the digest being harmless already', () => {
    for (const text of NASTY) {
      const dirty: Digest = {
        ...sample,
        account: { key: 'aws#123456789012', cloud: 'aws', id: '123456789012', name: text },
        contacts: [text],
        entries: sample.entries.map((entry) => ({
          ...entry,
          because: text,
          action: text,
          owner: text,
          subject: { ...entry.subject, name: text, location: text },
        })),
        rollUps: sample.rollUps.map((rollUp) => ({ ...rollUp, examples: [text], action: text })),
        coverage: {
          ...sample.coverage,
          unread: sample.coverage.unread.map((unread) => ({ ...unread, code: text, locations: [text] })),
        },
      };
      const { message, body, notification } = sent(dirty);
      const texts = [
        message.Subject,
        body.default,
        ...body.email.split('\n'),
        ...notification.content.nextSteps,
      ];
      texts.push(notification.content.title, ...notification.content.description.split('\n'));
      for (const each of texts) expect(each).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|\\u|\\n|\\r/u);
      for (const line of body.email.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
    }
  });

  it('shows the owner of what is open where it is known', () => {
    const digest = digestOf([
      finding({ owner: 'team-payments' }),
      finding({ name: 'b', owner: `x${'-'.repeat(50)}` }),
      finding({ name: 'c' }),
    ]);
    const { body, notification } = sent(digest);
    expect(body.email).toContain('    Owner: team-payments\n');
    expect(body.email).toMatch(/ {4}Owner:\n {4}x-{50}\n/);
    expect(body.email.match(/Owner:/g)).toHaveLength(2);
    expect(notification.content.description).toContain('365 days. Owner: team-payments\n');
    expect(body.default.match(/"owner":"[^"]+"/g)).toHaveLength(2);
    const outlined = digestKind
      .open(digest)
      .outline()
      .sections.flatMap(({ lines }) => lines);
    expect(outlined.filter((line) => line.includes('; Owner: '))).toHaveLength(2);
  });

  it('says once how many findings no exclusion by tag could be compared with', () => {
    const { standing } = sampleInput().account;
    if (standing === undefined) throw new Error('the sample has no standing');
    const digest = digestOf([finding({})], {
      account: account({ standing: { ...standing, notCompared: 3 } }),
    });
    const { body, notification } = sent(digest);
    for (const text of [body.email, notification.content.description])
      expect(text.replaceAll(/\s+/g, ' ').match(/3 findings could not be compared/g)).toHaveLength(1);
    expect(sent(digestOf([finding({})])).body.email).not.toContain('compared');
  });

  it('lets no message forge a line of the mail', () => {
    const mail = sent(digestOf([finding({ name: 'x\r\nACT NOW\n1 CRIT EXPIRED' })])).body.email;
    expect(mail.split('\n').filter((line) => line.startsWith('ACT NOW'))).toEqual([]);
  });

  it.each(channels.map((channel) => [channel.name, channel] as const))(
    '%s depends on the content alone',
    (_name, channel) => {
      const rendered = channel.render(digestKind.open(structuredClone(sample)));
      expect(channel.render(digestKind.open(sample))).toBe(rendered);
    },
  );
});

describe('chat', () => {
  it('keeps one thread per account and says digest, account and severities as strings', () => {
    const { metadata } = sent(sample).notification;
    expect(metadata.threadId).toBe('skc-watch-aws-123456789012');
    expect(metadata.additionalContext).toMatchObject({
      digest: sample.id,
      account: '123456789012',
      critical: '3',
    });
  });
});
