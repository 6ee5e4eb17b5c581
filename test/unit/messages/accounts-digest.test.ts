import { describe, expect, it } from 'vitest';
import {
  composeOrganisationDigest,
  type AccountInDigest,
} from '../../../shared/messages/kinds/digest/accounts-digest.ts';
import { packNotified } from '../../../shared/messages/notified-entry.ts';
import { digestMail } from '../../../shared/messages/kinds/digest/email.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { account, finding, RUN, scan, delivery } from '../../bed/messages/fixture.ts';

function overseen(
  id: string,
  findings: Partial<Finding>[],
  notNotified?: AccountInDigest['notNotified'],
): AccountInDigest {
  const key = `aws#${id}` as const;
  const one = account({ key, id, name: `team-${id.slice(-1)}` });
  return {
    account: one,
    findings: findings.map((each) => finding({ ...each, account: key })),
    scans: one.targets.map((target) => scan({ ...target, account: key })),
    notNotified,
  };
}

function compose(...accounts: AccountInDigest[]) {
  return composeOrganisationDigest({ run: RUN, accounts, contacts: [], first: false });
}

describe('composeOrganisationDigest', () => {
  it('carries all accounts whose contacts were not notified, in one message', () => {
    const composed = compose(
      overseen('111111111111', [{}], 'no contact'),
      overseen('222222222222', [{}], 'no confirmed subscription'),
      overseen('333333333333', [{}]),
    );
    expect(composed?.digest.entries.map((entry) => entry.account)).toEqual([
      'aws#111111111111',
      'aws#222222222222',
    ]);
    expect(composed?.digest.accounts?.map((line) => [line.id, line.notNotified])).toEqual([
      ['111111111111', 'no contact'],
      ['222222222222', 'no confirmed subscription'],
    ]);
    expect(composed?.digest).toMatchObject({ accountsTotal: 3, coverage: { planned: 15, complete: 15 } });
  });

  it('is not sent when the contacts of every account were notified', () => {
    expect(compose(overseen('333333333333', [{}]))).toBeUndefined();
  });

  it('carries findings about an account even where its contacts are notified', () => {
    const subject = { kind: 'account' as const, id: 'aws#333333333333', name: 'team-3' };
    const composed = compose(overseen('333333333333', [{ subject, rule: 'contact-unconfirmed' }]));
    expect(composed?.digest.rules).toEqual(['contact-unconfirmed']);
  });

  it('has accounts without a contact in one line, with their count, the worst and the command', () => {
    const without = (id: string) => {
      const subject = { kind: 'account' as const, id: `aws#${id}`, name: `team-${id.slice(-1)}` };
      return overseen(
        id,
        [{ subject, rule: 'no-contact', severity: 'high', dayUnknown: true }],
        'no contact',
      );
    };
    const composed = compose(without('111111111111'), without('222222222222'), without('333333333333'));
    expect(composed?.digest.entries.filter(({ rolledUp }) => !rolledUp)).toEqual([]);
    expect(composed?.digest.rollUps).toMatchObject([
      { rule: 'no-contact', count: 3, accounts: 3, worst: { name: 'team-1' } },
    ]);
    const mail = composed === undefined ? '' : digestMail(composed.digest);
    expect(mail.replaceAll(/\s+/g, ' ')).toContain(
      '1. HIGH: no-contact, 3 accounts Worst: team-1 (high, has no contact)',
    );
    expect(mail).toContain(`    skc findings --message ${composed?.digest.id} --counted --rule no-contact\n`);
  });

  it('has what could not be read in projects that the cloud itself made in one line, and no line for each', () => {
    const subject = (name: string) => ({ kind: 'target' as const, id: name, name });
    const systemMade = (id: string): AccountInDigest => {
      const of = overseen(
        id,
        ['a', 'b'].map((name) => ({
          subject: subject(`${id} ${name}`),
          rule: 'target-unreadable',
          severity: 'low',
        })),
        'no contact',
      );
      const problem = { operation: 'secretmanager.secrets.list', code: 'SERVICE_DISABLED', message: 'off' };
      return {
        ...of,
        account: { ...of.account, systemMade: true },
        scans: of.scans.map((each) => ({ ...each, outcome: 'failed', problems: [problem] })),
      };
    };
    const ids = Array.from({ length: 30 }, (_, index) => String(100_000_000_000 + index));
    const composed = compose(...ids.map(systemMade), overseen('333333333333', [{}], 'no contact'));
    expect(composed?.digest.rollUps).toMatchObject([
      { count: 60, accounts: 30, systemMade: true, severity: 'low' },
    ]);
    expect(composed?.digest.accounts?.map(({ id }) => id)).toEqual(['333333333333']);
    const mail = composed === undefined ? '' : digestMail(composed.digest).replaceAll(/\s+/g, ' ');
    expect(mail).toContain('LOW: target-unreadable, 60 targets of 30 projects that the cloud itself made');
    expect(mail).toContain('Not read in projects that the cloud itself made: 150 targets in 30 accounts.');
    expect(mail).not.toContain('SERVICE_DISABLED');
  });

  it('reports the end of what the organisation was notified of, once the account has contacts of its own', () => {
    const before = { notified: { organisation: delivery() } };
    expect(compose(overseen('333333333333', [{ ...before, state: 'resolved' }]))?.digest.news.resolved).toBe(
      1,
    );
    expect(compose(overseen('333333333333', [{ ...before, severity: 'critical' }]))).toBeUndefined();
  });

  describe('what exclusions hide', () => {
    const excluded = (
      since: number | undefined,
      over: { by?: string; severity?: 'high' | 'critical' } = {},
    ) => ({
      severity: over.severity ?? ('high' as const),
      notified: { account: delivery() },
      excluded: {
        reason: 'moves in May',
        by: over.by ?? 'Sarah',
        until: addDays(RUN.now, 90),
        ...(since === undefined ? {} : { since: addDays(RUN.now, since) }),
      },
    });
    const since = addDays(RUN.now, -1);
    const composed = (...findings: Partial<Finding>[]) =>
      composeOrganisationDigest({
        run: RUN,
        accounts: [overseen('333333333333', findings)],
        contacts: [],
        first: false,
        since,
      });

    it('is counted once, with who decided, why and until when', () => {
      const digest = composed(
        excluded(0),
        excluded(-1 + 1 / 86_400, { severity: 'critical' }),
        excluded(0, { by: 'Jonas' }),
      )?.digest;
      expect(digest?.newlyExcluded).toMatchObject([
        { by: 'Sarah', reason: 'moves in May', findings: { critical: 1, high: 1 } },
        { by: 'Jonas', findings: { high: 1 } },
      ]);
      const mail = digest === undefined ? '' : digestMail(digest).replaceAll(/\s+/g, ' ');
      expect(mail).toContain(
        'Excluded from now on: 1 critical, 1 high, by Sarah until 2027-02-19: moves in May',
      );
      expect(digest?.entries).toEqual([]);
    });

    it.each([
      ['as of the last message', -1],
      ['before the last message', -2],
      ['by an older release', undefined],
    ])('is not counted if it was excluded %s', (_when, days) => {
      expect(composed(excluded(days))).toBeUndefined();
    });

    it('is another message when another exclusion hides as many', () => {
      expect(composed(excluded(0))?.digest.id).not.toBe(composed(excluded(0, { by: 'Jonas' }))?.digest.id);
    });
  });

  it('carries only what the policies of an account’s contacts dropped', () => {
    const composed = compose(
      overseen(
        '333333333333',
        [
          { rule: 'unused' },
          { rule: 'expired', notified: { account: delivery() } },
          { rule: 'leaked', notified: { 'contact#abcdefghijklmnopqrstuvwxyz': delivery() } },
          { rule: 'expiring', severity: 'high', notified: { account: delivery() } },
        ],
        'filtered',
      ),
    );
    expect(composed?.digest.rules).toEqual(['expiring', 'unused']);
    expect(composed?.digest.accounts).toMatchObject([{ id: '333333333333', notNotified: 'filtered' }]);
  });

  it('stays bounded for a thousand accounts without a contact', () => {
    const all = Array.from({ length: 1_000 }, (_, index) =>
      overseen(String(100_000_000_000 + index), [{}, { rule: 'never-expires' }], 'no contact'),
    );
    const composed = compose(...all);
    expect(composed?.digest.accounts).toHaveLength(100);
    expect(composed?.digest.accountsOmitted).toBe(900);
    expect(composed?.notified.length).toBe(2_000 - (composed?.digest.postponed ?? 0));
    expect(
      Buffer.byteLength(JSON.stringify({ ...composed, notified: composed?.notified.map(packNotified) })),
    ).toBeLessThan(350_000);
    const mail = composed === undefined ? '' : digestMail(composed.digest);
    expect(mail.split('\n').length).toBeLessThan(400);
  });
});
