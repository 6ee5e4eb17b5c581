import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { packNotified, unpackNotified } from '../../../shared/messages/notified-entry.ts';
import { digestMail } from '../../../shared/messages/kinds/digest/email.ts';
import { layOut } from '../../../shared/messages/kinds/digest/sections.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays, instant } from '../../../shared/model/instant.ts';
import { account, finding, input, NOW, scan, delivery } from '../../bed/messages/fixture.ts';

function composed(findings: readonly Finding[], over: Parameters<typeof input>[1] = {}) {
  const result = composeDigest(input(findings, over));
  if (result === undefined) throw new Error('nothing composed');
  return result;
}

const many = (count: number, over: Partial<Finding> = {}) =>
  Array.from({ length: count }, (_, index) =>
    finding({ name: `db-${String(index).padStart(4, '0')}`, ...over }),
  );

describe('composeDigest', () => {
  it('says nothing when nothing is new', () => {
    expect(composeDigest(input([finding({ notified: { account: delivery() } })]))).toBeUndefined();
    expect(composeDigest(input([], { first: true }))).toBeUndefined();
  });

  it('orders by severity, then what is an outage now, what can be saved, what is long over; closed ones come last', () => {
    const end = (name: string, days: number, over: Partial<Finding> = {}) =>
      finding({
        name,
        rule: days > 0 ? 'expiring' : 'expired',
        severity: 'critical',
        dueAt: addDays(NOW, days),
        ...over,
      });
    const { digest } = composed([
      end('over', -1, { state: 'resolved', notified: { account: delivery() } }),
      finding({ name: 'b', severity: 'high' }),
      finding({ name: 'a', severity: 'high' }),
      finding({ name: 'sooner', severity: 'high', dueAt: addDays(NOW, -30) }),
      end('used by nothing', -2, { inUse: false }),
      end('long over', -40),
      end('in six days', 6),
      end('outage', -2),
      end('medium', -1, { severity: 'medium' }),
    ]);
    expect(digest.entries.map((entry) => entry.subject.name)).toEqual([
      'outage',
      'in six days',
      'long over',
      'used by nothing',
      'sooner',
      'a',
      'b',
      'medium',
      'over',
    ]);
  });

  it('counts what is open and already notified, without listing it', () => {
    const { digest, notified } = composed([
      finding(),
      finding({ name: 'old', notified: { account: delivery() } }),
    ]);
    expect(digest.stillOpen).toEqual({ critical: 0, high: 0, medium: 1, low: 0 });
    expect(digest.entries).toHaveLength(1);
    expect(notified).toHaveLength(1);
  });

  it('rolls up a rule that fails for most of its SKCs', () => {
    const standing = { skcs: { 'aws.secrets-manager-secret': 9 } };
    const { digest, notified } = composed(many(6, { rule: 'never-expires' }), {
      account: account({ standing: { ...emptySummary, ...standing } }),
    });
    expect(digest.rollUps).toMatchObject([{ rule: 'never-expires', count: 6, of: 9, kind: 'secret' }]);
    expect(layOut(digest)).toMatchObject({ more: 0, sections: [{ lines: [{ of: 'roll-up' }] }] });
    expect(notified).toHaveLength(6);
  });

  it('rolls up more than 20 of one rule, but not so few that are high or critical', () => {
    const { digest } = composed([...many(21), ...many(24, { severity: 'high', rule: 'rotation-failed' })]);
    expect(digest.rollUps.map(({ rule, count }) => [rule, count])).toEqual([['rotation-overdue', 21]]);
  });

  it('has the medium and low findings of a first message in one line, with the worst of them', () => {
    const { digest, notified } = composed(
      [
        ...many(3),
        ...many(2, { rule: 'never-expires', severity: 'low' }),
        finding({ name: 'severe', severity: 'high' }),
      ],
      { first: true },
    );
    expect(digest.rollUps).toMatchObject([
      {
        count: 5,
        rules: { 'rotation-overdue': 3, 'never-expires': 2 },
        severity: 'medium',
        worst: { name: 'db-0000', rule: 'rotation-overdue' },
      },
    ]);
    expect(notified.filter(({ counted }) => counted === true)).toHaveLength(5);
    expect(digestMail(digest)).toContain(`skc findings --message ${digest.id} --counted\n`);
  });

  it.each([
    [NOW, 0],
    // Opened in an earlier run, and no message had room for it.
    [addDays(NOW, -1), 1],
  ])(
    'has them in one line later only where an earlier message had no room: opened at %s',
    (openedAt, rollUps) => {
      const { digest } = composed([
        ...many(2, { openedAt }),
        ...many(1, { openedAt, rule: 'never-expires' }),
      ]);
      expect(digest.rollUps).toHaveLength(rollUps);
    },
  );

  it('writes the hour of an end in the time zones of its contacts, with the day where it is another', () => {
    const end = finding({ rule: 'expiring', severity: 'critical', dueAt: '2026-11-21T18:30:00Z' });
    const { digest } = composed([end], { timeZones: ['Europe/Zurich', 'Asia/Tokyo'] });
    const mail = digestMail(digest).replaceAll(/\s+/g, ' ');
    expect(mail).toContain('expires today 18:30 UTC, in 12 hours (19:30 Europe/Zurich)');
    expect(mail).toContain('(2026-11-22 03:30 Asia/Tokyo)');
  });

  it('says who can accept a finding to contacts that cannot', () => {
    const operators = [{ name: 'Security operations', address: 'security@example.com' }];
    const mail = digestMail(composed([finding()], { operators }).digest).replaceAll(/\s+/g, ' ');
    expect(mail).toContain('To accept a finding until a day, ask Security operations.');
  });

  it('says which verdicts are unknown, by what is missing', () => {
    const unknown = {
      skcs: 12,
      byRule: { unused: { lastUsedAt: 9 }, 'rotation-overdue': { versionCreatedAt: 4, target: 2 } },
    };
    const { digest } = composed([finding()], {
      account: account({ standing: { ...emptySummary, skcs: {}, unknown } }),
    });
    expect(digestMail(digest).replaceAll(/\s+/g, ' ')).toContain(
      '12 SKCs with unknown verdicts, because lastUsedAt was not read (9 for unused), versionCreatedAt was not read (4 for rotation-overdue) +1 more.',
    );
  });

  it('has one line for all gaps that the configuration expects, and names the others', () => {
    const problem = { operation: 'kms:ListKeys', code: 'AccessDenied', message: 'no' };
    const denied = account().targets.map((target) =>
      scan({ ...target, outcome: 'denied', problems: [problem] }),
    );
    const { digest } = composed([finding()], {
      scans: denied,
      accepted: ({ source }) => (source === 'aws.kms-key' ? 'known' : undefined),
    });
    const mail = digestMail(digest).replaceAll(/\s+/g, ' ');
    expect(mail).toContain('Not read, as the configuration expects: 2 targets.');
    expect(mail.match(/NOT READ/g)).toHaveLength(1);
  });

  it('cuts no name, however long', () => {
    const name = `${'very-long-name/'.repeat(12)}end`;
    const mail = digestMail(composed([finding({ name, severity: 'critical' })]).digest);
    expect(mail.replaceAll(/\s+/g, '')).toContain(name);
  });

  it('lists a rule that fails for half of its SKCs or fewer', () => {
    const standing = { skcs: { 'aws.secrets-manager-secret': 12 } };
    const { digest } = composed(many(6), {
      account: account({ standing: { ...emptySummary, ...standing } }),
    });
    expect(digest.rollUps).toEqual([]);
  });

  it('names at most 25 lines, marks only those, and keeps the rest for the next message', () => {
    const { digest, notified } = composed(many(40, { severity: 'high' }));
    const { sections, more } = layOut(digest);
    expect(sections.flatMap((section) => section.lines)).toHaveLength(25);
    expect(more).toBe(0);
    expect(notified).toHaveLength(25);
    expect(digest).toMatchObject({ postponed: 15, postponedOpen: { high: 15 }, open: { high: 25 } });
  });

  it.each([
    ['high', 50, 0],
    ['high', 51, 1],
    ['critical', 51, 1],
    ['medium', 20, 0],
    ['medium', 21, 1],
  ] as const)('rolls up what is %s of %d: %d', (severity, count, rollUps) => {
    const { digest } = composed(many(count, { severity }));
    expect(digest.rollUps).toHaveLength(rollUps);
  });

  it('names the most urgent of the most severe ones in a roll-up', () => {
    const { digest } = composed([
      ...many(60, { severity: 'high', dueAt: addDays(NOW, -90) }),
      finding({ name: 'later', severity: 'critical', dueAt: addDays(NOW, -1) }),
      finding({ name: 'sooner', severity: 'critical', dueAt: addDays(NOW, -9) }),
    ]);
    expect(digest.rollUps).toMatchObject([
      { count: 62, severity: 'critical', worst: { name: 'sooner', severity: 'critical' } },
    ]);
  });

  it.each([
    ['critical', -8, 'LONG OVER OR UNUSED'],
    ['critical', -7, 'ACT NOW'],
    ['critical', 60, 'ACT NOW'],
    ['high', -7, 'ACT NOW'],
    ['high', 1, 'ACT NOW'],
    // A second more than a day.
    ['high', 1 + 1 / 86_400, 'NEXT'],
    ['high', -7 - 1 / 86_400, 'LONG OVER OR UNUSED'],
    ['medium', -1, 'MEDIUM AND LOW'],
    ['low', 0.5, 'MEDIUM AND LOW'],
  ] as const)('puts what is %s and due in %d days under %s', (severity, days, title) => {
    const dueAt = instant(Date.parse(NOW) + Math.round(days * 86_400) * 1_000);
    const rule = days > 0 ? 'expiring' : 'expired';
    const { digest } = composed([finding({ rule, severity, dueAt })]);
    expect(layOut(digest).sections.map((section) => section.title)).toEqual([title]);
  });

  it('has nothing under ACT NOW that nothing uses', () => {
    const { digest } = composed([
      finding({ rule: 'expired', severity: 'critical', dueAt: addDays(NOW, -1), inUse: false }),
    ]);
    expect(layOut(digest).sections.map((section) => section.title)).toEqual(['LONG OVER OR UNUSED']);
  });

  it('has what else is high and can still be saved under NEXT', () => {
    const { digest } = composed([
      finding({ severity: 'high' }),
      finding({ name: 'b', severity: 'critical' }),
    ]);
    expect(layOut(digest).sections.map((section) => section.title)).toEqual(['ACT NOW', 'NEXT']);
  });

  it('names at most 2,000 findings and keeps the rest for the next message', () => {
    const { digest, notified } = composed(many(2_100));
    expect(notified).toHaveLength(2_000);
    expect(digest.postponed).toBe(100);
  });

  it('has an id of what it says, whatever run, clock, order, wording or account name', () => {
    const said = fc.record({
      name: fc.string({ minLength: 1, maxLength: 12 }),
      severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
      rung: fc.constantFrom(undefined, -1, 7, 30),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(said, { minLength: 1, maxLength: 12, selector: (each) => each.name }),
        (all) => {
          const findings = all.map((each) => finding(each));
          const one = composed(findings);
          const other = composed(
            findings.toReversed().map((each) => ({ ...each, because: 'in other words', revision: 9 })),
            {
              run: { id: 'another', now: addDays(NOW, 3) },
              account: account({ name: 'renamed' }),
              first: true,
            },
          );
          expect(other.digest.id).toBe(one.digest.id);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each<[string, Partial<Finding>]>([
    ['severity', { severity: 'high' }],
    ['rung', { rung: 3 }],
    ['rule', { rule: 'unused' }],
    ['the day it opened', { openedAt: addDays(NOW, -1) }],
  ])('has another id when %s differs', (_what, over) => {
    expect(composed([finding(over)]).digest.id).not.toBe(composed([finding()]).digest.id);
  });

  it('counts a planned target whose scan did not come as not read', () => {
    const scans = account()
      .targets.slice(1)
      .map((target) => scan(target));
    const stale = scan({ ...account().targets[0], runId: 'yesterday' });
    for (const given of [scans, [...scans, stale]]) {
      const { coverage } = composed([finding()], { scans: given }).digest;
      expect(coverage).toMatchObject({
        planned: 5,
        complete: 4,
        unread: [{ outcome: 'failed', targets: 1 }],
      });
    }
  });

  it('names one missing permission once, for all targets that lack it', () => {
    const problem = {
      operation: 'kms:ListKeys',
      code: 'AccessDenied',
      message: 'no',
      missingPermission: 'kms:ListKeys',
    };
    const scans = account().targets.map((target) =>
      scan({ ...target, outcome: 'denied', problems: [problem] }),
    );
    const { unread } = composed([finding()], { scans }).digest.coverage;
    expect(unread).toMatchObject([{ targets: 5, missingPermission: 'kms:ListKeys' }]);
  });
});

describe('packNotified', () => {
  it('is read back unchanged', () => {
    const { notified } = composed([finding({ rung: -7 }), finding({ name: 'b' })]);
    expect(notified.map((each) => unpackNotified(packNotified(each)))).toEqual(notified);
  });

  it('refuses anything else', () => {
    expect(() => unpackNotified('aws#123456789012 x expired open huge -')).toThrow('Invalid option');
  });
});

const emptySummary = {
  runId: 'r',
  observedAt: NOW,
  skcs: {},
  findings: { critical: 0, high: 0, medium: 0, low: 0 },
  byRule: {},
  excluded: 0,
  stale: 0,
  foreign: 0,
  verdicts: { fails: 0, passes: 0, notApplicable: 0, unknown: 0 },
  coverage: { planned: 0, complete: 0, partial: 0, denied: 0, failed: 0, accepted: 0 },
  vaults: { planned: 0, unreachable: 0 },
};
