import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import {
  composeOrganisationDigest,
  composeSharedDigest,
  type AccountInDigest,
} from '../../../shared/messages/kinds/digest/accounts-digest.ts';
import type { ComposedDigest } from '../../../shared/messages/kinds/digest/compose.ts';
import { composeDigest } from '../../../shared/messages/kinds/digest/digest.ts';
import { digest as digestKind } from '../../../shared/messages/kinds/digest/kind.ts';
import { publicationOf } from '../../../shared/messages/publication.ts';
import { shortKey } from '../../../shared/inventory/keys.ts';
import { notifiedKey } from '../../../shared/model/audience.ts';
import type { Finding, Severity } from '../../../shared/model/finding.ts';
import { addDays, type Instant } from '../../../shared/model/instant.ts';
import { account, finding, input, NOW } from '../../bed/messages/fixture.ts';

const bodies = z.object({ default: z.string(), email: z.string(), https: z.string() });

function textsOf({ digest }: ComposedDigest) {
  const {
    default: machine,
    email,
    https,
  } = bodies.parse(JSON.parse(publicationOf(digestKind.open(digest)).Message));
  return { machine, email, chat: https };
}

/** The findings as they are once the message is settled. */
function marked(findings: readonly Finding[], { digest, notified }: ComposedDigest, now: Instant): Finding[] {
  const said = new Map(notified.map((entry) => [`${entry.account} ${entry.subject} ${entry.rule}`, entry]));
  return findings.map((each) => {
    const entry = said.get(keyOf(each));
    if (entry === undefined) return each;
    const { state, severity, rung } = entry;
    const mark = { digest: digest.id, at: now, state, severity, ...(rung === undefined ? {} : { rung }) };
    return { ...each, notified: { ...each.notified, [notifiedKey(organisationOr(digest.audience))]: mark } };
  });
}

function organisationOr(audience: string): Parameters<typeof notifiedKey>[0] {
  return audience === 'organisation' ? audience : `contact#${audience.replace('contact#', '')}`;
}

function keyOf({ account: key, subject, rule }: Finding): string {
  return `${key} ${shortKey(subject.id)} ${rule}`;
}

function inAccounts(findings: readonly Finding[]): AccountInDigest[] {
  const keys = [...new Set(findings.map((each) => each.account))];
  return keys.map((key) => ({
    account: account({ key, id: key.slice(4), name: `team-${key.slice(-2)}`, targets: [] }),
    findings: findings.filter((each) => each.account === key),
    scans: [],
    notNotified: 'no contact',
  }));
}

/** The organisation's digest of a run a number of days after `NOW`. */
function organisationDigest(findings: readonly Finding[], day = 0): ComposedDigest | undefined {
  return composeOrganisationDigest({
    run: { id: `run-${day}`, now: addDays(NOW, day) },
    accounts: inAccounts(findings),
    contacts: [],
    first: false,
    since: addDays(NOW, day - 1),
  });
}

/** 60 accounts with 415 critical and high findings, and 185 medium and low ones. */
function estateFindings(): Finding[] {
  const estate = generateEstate({ accounts: 60, skcs: 600, seed: 10, epoch: NOW });
  const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
  const skcs = estate.accounts.flatMap(({ id, secrets, keys, certificates, users }) =>
    [...secrets, ...keys, ...certificates, ...users].map(() => ({ id })),
  );
  return skcs.map(({ id }, place) =>
    finding({
      account: `aws#${id}`,
      name: `skc-${String(place).padStart(4, '0')}`,
      severity: severities[place < 415 ? place % 2 : 2 + (place % 2)] ?? 'low',
      rule: place % 3 === 0 ? 'rotation-failed' : 'never-expires',
      dueAt: addDays(NOW, -(place % 40)),
    }),
  );
}

describe('what a message did not name', () => {
  it('is not marked and follows in the next ones: 415 critical and high findings of 60 accounts', () => {
    let findings = estateFindings();
    const severe = (each: Finding) => each.severity === 'critical' || each.severity === 'high';
    expect(findings.filter(severe)).toHaveLength(415);
    const names = new Set<string>();
    // One message an hour, so that nothing is named again meanwhile.
    for (let run = 0; run < 60; run += 1) {
      const composed = organisationDigest(findings, run / 24);
      if (composed === undefined) break;
      const { email, chat, machine } = textsOf(composed);
      const after = marked(findings, composed, addDays(NOW, run / 24));
      const said = after.filter((each, index) => each !== findings[index] && severe(each));
      for (const { subject } of said)
        for (const text of [email, chat, machine]) expect(text).toContain(subject.name);
      for (const each of said) names.add(keyOf(each));
      const { open, postponedOpen } = composed.digest;
      const later = (postponedOpen?.critical ?? 0) + (postponedOpen?.high ?? 0);
      expect(open.critical + open.high).toBeGreaterThanOrEqual(later > 25 ? 15 : 0);
      findings = after;
    }
    expect(names.size).toBe(415);
    expect(findings.filter((each) => each.notified['organisation'] === undefined)).toEqual([]);
  }, 60_000);

  it('is counted in the mail, by severity', () => {
    const composed = organisationDigest(estateFindings());
    expect(composed?.notified).toHaveLength(25);
    const email = composed === undefined ? '' : textsOf(composed).email.replaceAll(/\s+/g, ' ');
    expect(email).toContain('Not in this message for its length: ');
    expect(email).toMatch(/\d+ critical, \d+ high, \d+ medium, \d+ low\. The next messages name them/);
  });

  it('is the same for mail, chat and machines, also where names are long and in wide characters', () => {
    const wide = Array.from({ length: 40 }, (_, index) =>
      finding({
        name: `${index}-${'漢'.repeat(250)}`,
        because: '"é'.repeat(250),
        severity: 'critical',
        action: '漢'.repeat(300),
      }),
    );
    const composed = composeDigest(input(wide));
    if (composed === undefined) throw new Error('nothing composed');
    const { email, chat, machine } = textsOf(composed);
    const { entries } = z
      .object({ entries: z.array(z.object({ subject: z.object({ name: z.string() }) })) })
      .parse(JSON.parse(machine));
    const named = entries.map(({ subject }) => subject.name.split('-')[0] ?? '');
    expect(named).toHaveLength(composed.notified.length);
    expect(named.length).toBeGreaterThan(12);
    for (const name of named) {
      expect(chat).toContain(`\`${name}-`);
      expect(email).toContain(` ${name}-漢`);
    }
  });
});

describe('a roll-up', () => {
  it('has its count, its worst member and the command that lists its members', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      finding({ name: `db-${index}`, severity: index === 7 ? 'critical' : 'high' }),
    );
    const composed = composeDigest(input(many));
    if (composed === undefined) throw new Error('nothing composed');
    const { email, chat, machine } = textsOf(composed);
    const { id } = composed.digest;
    expect(composed.notified).toHaveLength(60);
    expect(email.replaceAll(/\s+/g, ' ')).toContain('1. CRITICAL: rotation-overdue, 60 secrets');
    expect(email.replaceAll(/\s+/g, ' ')).toContain(
      'Worst: db-7 (critical, older than its limit by 20 days)',
    );
    expect(email).toContain(`\n    skc findings --message ${id} --counted --rule rotation-overdue\n`);
    expect(chat).toContain('- CRITICAL rotation-overdue: 60 secrets, worst `db-7`');
    expect(chat).toContain(`skc findings --message ${id} --counted`);
    expect(machine).toContain(`"command":"skc findings --message ${id} --counted --rule rotation-overdue"`);
    expect(composed.notified.every(({ counted }) => counted)).toBe(true);
  });

  it('names its account in a message about several, with a command that a shell takes as it is', () => {
    const many = Array.from({ length: 60 }, (_, index) => finding({ name: `db-${index}`, severity: 'high' }));
    const composed = organisationDigest(many);
    if (composed === undefined) throw new Error('nothing composed');
    expect(textsOf(composed).email).toContain(
      `\n    skc findings --message ${composed.digest.id} --counted --rule rotation-overdue \\\n    --account 123456789012\n`,
    );
  });
});

const FLOODED = 'aws#210987654321' as const;

/** 2,000 critical findings of one account, of few rules or of many, and six of another. */
function flood(rules: readonly string[]): Finding[] {
  const flooding = Array.from({ length: 2_000 }, (_, index) =>
    finding({
      account: FLOODED,
      name: `flood-${index}`,
      severity: 'critical',
      dueAt: addDays(NOW, -400),
      rule: rules[index % rules.length] ?? 'expired',
    }),
  );
  const others = (['critical', 'high', 'medium', 'low', 'medium', 'high'] as const).map((severity, index) =>
    finding({ name: `other-${index}`, severity, rule: index % 2 === 0 ? 'unused' : 'never-expires' }),
  );
  return [...flooding, ...others];
}

describe.each([
  ['the organisation', organisationDigest],
  [
    'a shared address',
    (findings: readonly Finding[]) =>
      composeSharedDigest('contact#abcdefghijklmnopqrstuvwxyz', {
        run: { id: 'r', now: NOW },
        accounts: inAccounts(findings),
        contacts: [],
        first: false,
      }),
  ],
] as const)('a flood of one account in a message to %s', (_audience, compose) => {
  it('of 2,000 findings of one rule postpones nothing of another account', () => {
    const composed = compose(flood(['expired']));
    expect(composed?.notified.filter((entry) => entry.account !== FLOODED)).toHaveLength(6);
    expect(composed?.digest.rollUps).toMatchObject([
      { account: FLOODED, count: 1_994, severity: 'critical' },
    ]);
    expect(composed?.digest.postponed).toBe(6);
  });

  it('of 2,000 findings, 50 of a rule at most, postpones nothing of another account', () => {
    // Many rules with few findings each: none is rolled up.
    const findings = flood([
      'expired',
      'expiring',
      'leaked',
      'unused',
      'never-expires',
      'rotation-off',
    ]).filter(({ account: key, subject }) => key !== FLOODED || Number(subject.name.slice(6)) < 300);
    const composed = compose(findings);
    expect(composed?.digest.rollUps).toEqual([]);
    expect(composed?.notified.filter((entry) => entry.account !== FLOODED)).toHaveLength(6);
    expect(composed?.digest.postponed).toBe(300 - 19);
  });
});

describe('accounts in turns', () => {
  it('names every account once before any account twice, the one not named for longest first', () => {
    let findings = Array.from({ length: 40 }, (_, index) =>
      ['a', 'b', 'c'].map((name) =>
        finding({
          account: `aws#${300_000_000_000 + index}`,
          name: `${name}-${index}`,
          severity: 'critical',
          dueAt: addDays(NOW, -100 + index),
        }),
      ),
    ).flat();
    const named: string[][] = [];
    for (let run = 0; run < 2; run += 1) {
      const composed = organisationDigest(findings, run / 24);
      if (composed === undefined) throw new Error('nothing composed');
      named.push([...new Set(composed.notified.map((entry) => entry.account))]);
      findings = marked(findings, composed, addDays(NOW, run / 24));
    }
    expect(named[0]).toHaveLength(25);
    expect(new Set(named.flat()).size).toBe(40);
  });
});
