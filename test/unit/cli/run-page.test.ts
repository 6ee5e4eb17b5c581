import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../cli/screen/width.ts';
import { renderSummary, type Summary } from '../../../cli/screen/run-page.ts';
import type { ListedAccount } from '../../../shared/inventory/contract.ts';
import type { Finding } from '../../../shared/model/finding.ts';

const HOSTILE = `\u001b[2J\u001b]0;owned\u0007=cmd|'/c calc'!A1 <script>\u202Egpj.exe\n\r\t${'x'.repeat(2048)}`;

function account(number: number, name: string): ListedAccount {
  const id = String(100000000000 + number);
  return {
    key: `aws#${id}`,
    cloud: 'aws',
    id,
    name,
    path: [],
    status: 'active',
    targetCount: 2,
    targetPages: 1,
    problems: [],
    standing: {
      runId: 'r1',
      observedAt: '2026-11-21T06:00:00Z',
      skcs: { 'aws.secrets-manager-secret': 20, 'aws.kms-key': 1 },
      findings: { low: 1, medium: 4, high: 2, critical: 1 },
      byRule: {},
      excluded: 1,
      stale: 0,
      foreign: 1,
      verdicts: { fails: 8, passes: 10, notApplicable: 3, unknown: 0 },
      coverage: { planned: 2, complete: 1, partial: 0, denied: 1, failed: 0, accepted: 0 },
      vaults: { planned: 0, unreachable: 0 },
    },
  };
}

function finding(index: number, name: string): Finding {
  return {
    account: 'aws#100000000000',
    subject: { kind: 'skc', id: `arn:${index}`, name, location: 'eu-west-1' },
    rule: 'expired',
    state: 'open',
    severity: 'critical',
    dueAt: '2026-11-18T06:00:00Z',
    because: 'It expired on 2026-11-18.',
    action: name === HOSTILE ? HOSTILE : 'Reimport the certificate into ACM.',
    openedAt: '2026-11-18T06:00:00Z',
    changedAt: '2026-11-18T06:00:00Z',
    notified: {},
    history: [],
    revision: 1,
  };
}

function summary(name: string, size: number): Summary {
  const accounts = Array.from({ length: size }, (_, index) => account(index, name));
  return {
    run: { id: 'r1', now: '2026-11-21T06:00:00Z' },
    accounts,
    types: [
      { type: 'aws.secrets-manager-secret', kind: 'secret', title: 'Secrets Manager secret' },
      { type: 'aws.kms-key', kind: 'key', title: 'KMS key' },
    ],
    urgent: Array.from({ length: size + 3 }, (_, index) => finding(index, name)),
    unread: accounts.map(({ key }) => ({
      target: { account: key, cloud: 'aws', location: 'eu-west-1', source: 'aws.kms-key' },
      scan: {
        account: key,
        cloud: 'aws',
        location: 'eu-west-1',
        source: 'aws.kms-key',
        runId: 'r1',
        outcome: 'denied',
        listed: false,
        observedAt: '2026-11-21T06:00:00Z',
        count: 0,
        unreadRuns: 1,
        problems: [
          {
            operation: 'kms:ListKeys',
            code: 'AccessDeniedException',
            message: name,
            missingPermission: 'kms:ListKeys',
          },
        ],
        scanRevision: 1,
      },
    })),
    deliveries: accounts.map(({ key }, index) => ({
      audience: key,
      to: [`${name}@pay.example`],
      digestId: `D-${index}`,
      kind: index === 1 ? 'not notified' : 'sent',
    })),
    changes: { rotated: 3, discovered: 1 },
    timings: [{ step: 'collect', seconds: 1.25 }],
    calls: { 'kms:ListKeys': 4 },
    database: `.skc/${name}`,
    outbox: '.skc/outbox',
    next: [
      { command: 'npx skc list --due 30', shows: 'what falls due within 30 days' },
      { command: 'npx skc show NAME', shows: 'all that is known of one' },
      { command: 'npm start -- --days 30', shows: 'the same, 30 days later' },
    ],
  };
}

describe('renderSummary', () => {
  it('shows in one line for all accounts which targets wait for an update of the reading role', () => {
    const page = { ...summary('pay', 5) };
    for (const { scan } of page.unread) if (scan !== undefined) scan.awaiting = ['ssm:DescribeParameters'];
    const lines = renderSummary(page).split('\n');
    expect(lines.filter((line) => line.includes('reading role'))).toEqual([
      '  5 targets wait for an update of the reading role: skc doctor (ssm:DescribeParameters)',
    ]);
    expect(lines.filter((line) => line.includes('AccessDeniedException'))).toEqual([]);
  });

  it('shows on one screen what exists, what is wrong, what was not read, who was notified and what to try', () => {
    expect(renderSummary(summary('pay-prod', 2))).toMatchInlineSnapshot(`
      "SKC Watch, as of 2026-11-21 06:00 UTC  1.3 s, 4 cloud calls
      42 SKCs in 2 accounts; changes: 3 rotated, 1 discovered
        40 secrets        40 Secrets Manager secrets
        2 keys            2 KMS keys

      Open findings: 2 CRITICAL, 4 high, 8 medium, 2 low (2 excluded, 2 from a newer version)
        CRITICAL pay-prod expired 3 days ago  (pay-prod eu-west-1)
                 → Reimport the certificate into ACM.
        CRITICAL pay-prod expired 3 days ago  (pay-prod eu-west-1)
                 → Reimport the certificate into ACM.
        CRITICAL pay-prod expired 3 days ago  (pay-prod eu-west-1)
                 → Reimport the certificate into ACM.
        CRITICAL pay-prod expired 3 days ago  (pay-prod eu-west-1)
                 → Reimport the certificate into ACM.
        CRITICAL pay-prod expired 3 days ago  (pay-prod eu-west-1)
                 → Reimport the certificate into ACM.

      Not read: 2 of 4 targets
        pay-prod, eu-west-1 kms-key: denied (AccessDeniedException at kms:ListKeys, grant kms:ListKeys)
        pay-prod, eu-west-1 kms-key: denied (AccessDeniedException at kms:ListKeys, grant kms:ListKeys)
      Alerts: 1 message sent
        D-0 pay-prod: pay-prod@pay.example
        not notified: pay-prod: skc contacts

      Database: .skc/pay-prod  Outbox: .skc/outbox
        npx skc list --due 30   what falls due within 30 days
        npx skc show NAME       all that is known of one
        npm start -- --days 30  the same, 30 days later
      "
    `);
  });

  it.each([
    ['hostile names', HOSTILE],
    ['plain names', 'pay-prod'],
    ['wide names', '支払い本番環境🔑'.repeat(20)],
  ])('stays within 40 lines of 100 columns with %s in fifty accounts', (_, name) => {
    const lines = renderSummary(summary(name, 50)).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(100);
  });

  it.each([false, true])('stays within the columns of a narrower screen, colours: %s', (coloured) => {
    const page = renderSummary(summary('支払い本番環境🔑'.repeat(20), 50), pc.createColors(coloured), 80);
    const lines = page.trimEnd().split('\n');
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.includes('…')).length).toBeGreaterThan(5);
    // Every colour that is switched on is switched off again on its line.
    for (const line of lines) {
      const codes = line.split(String.fromCodePoint(0x1b)).length - 1;
      expect(codes % 2).toBe(0);
    }
  });

  it('lets no escape sequence, control or reordering character of a name through', () => {
    expect(renderSummary(summary(HOSTILE, 3)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('says in one line how many findings no exclusion by tag could be compared with', () => {
    const page = summary('pay', 3);
    const accounts = page.accounts.map((each) =>
      each.standing === undefined ? each : { ...each, standing: { ...each.standing, notCompared: 999 } },
    );
    expect(renderSummary({ ...page, accounts }).split('\n')).toContain(
      '2997 findings could not be compared with exclusions by tag, since tags of their SKCs were not read.',
    );
    expect(renderSummary(page)).not.toContain('compared');
  });

  it('counts the messages that do not fit', () => {
    const text = renderSummary(summary('pay-prod', 50));
    expect(text).toContain('49 messages sent');
    expect(text).toMatch(/; and \d+ more/);
  });

  it('says what could not be judged, and never that everything was read above it', () => {
    const page = { ...summary('pay-prod', 1), unread: [] };
    const unknown = { skcs: 2, byRule: { unused: { lastUsedAt: 2 } } };
    const accounts = page.accounts.map((each) =>
      each.standing === undefined ? each : { ...each, standing: { ...each.standing, unknown } },
    );
    const lines = renderSummary({ ...page, accounts }).split('\n');
    const judged = accounts.filter(({ standing }) => standing !== undefined).length;
    expect(lines).toContain(
      `${2 * judged} SKCs have unknown verdicts: lastUsedAt not read (unused of ${2 * judged})`,
    );
    expect(lines).toContain('Every list was read: 2 targets');
    expect(lines.join(' ')).not.toContain('Everything was read');
  });

  it('says of a summary of an earlier release how many verdicts are unknown', () => {
    const page = { ...summary('pay-prod', 1), unread: [] };
    const accounts = page.accounts.map((each) => {
      if (each.standing === undefined) return each;
      const { unknown: _notCounted, ...standing } = each.standing;
      return { ...each, standing: { ...standing, verdicts: { ...standing.verdicts, unknown: 5 } } };
    });
    expect(renderSummary({ ...page, accounts })).toMatch(/\d+ verdicts of an earlier release unknown/);
  });

  it('says so when nothing changed, nothing was sent and everything was read', () => {
    const quiet = renderSummary({
      ...summary('pay-prod', 1),
      changes: {},
      deliveries: [{ audience: 'aws#100000000000', to: [], kind: 'nothing new' }],
      unread: [],
      urgent: [],
    });
    expect(quiet).toContain('nothing changed');
    expect(quiet).toContain('no message sent, nothing new for 1');
    expect(quiet).toContain('Everything was read: 2 targets');
  });
});
