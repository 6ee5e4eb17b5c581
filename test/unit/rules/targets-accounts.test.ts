import { describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/model/instant.ts';
import type { PlannedAccount } from '../../../shared/model/run.ts';
import type { Problem, Scan, ScanOutcome } from '../../../shared/model/target.ts';
import { contactUnconfirmed } from '../../../shared/rules/contact-unconfirmed.ts';
import type { AccountContacts, ReadTarget } from '../../../shared/rules/contract.ts';
import { noContact } from '../../../shared/rules/no-contact.ts';
import { targetUnreadable } from '../../../shared/rules/target-unreadable.ts';
import { contextAt } from '../../bed/rules/context.ts';
import { NOW } from '../../bed/rules/label.ts';

const context = contextAt(NOW);
const TARGET = {
  account: 'aws#111122223333',
  cloud: 'aws',
  location: 'eu-west-1',
  source: 'aws.kms-key',
} as const;
const DENIED: Problem = {
  operation: 'kms:ListKeys',
  code: 'AccessDeniedException',
  message: 'User is not authorized',
  missingPermission: 'kms:ListKeys',
};

function scan(outcome: ScanOutcome, facts: Partial<Scan> = {}): Scan {
  return {
    ...TARGET,
    runId: 'r1',
    outcome,
    listed: outcome === 'complete' || outcome === 'partial',
    observedAt: NOW,
    count: 3,
    unreadRuns: outcome === 'complete' ? 0 : 1,
    problems: [],
    scanRevision: 1,
    ...facts,
  };
}

function read(facts: Partial<ReadTarget> = {}): ReadTarget {
  return {
    target: TARGET,
    scan: scan('complete'),
    current: true,
    criticalSkcs: 0,
    accepted: undefined,
    ...facts,
  };
}

describe('target-unreadable', () => {
  it('passes a target that was read completely', () => {
    expect(targetUnreadable.judge(read(), context).verdict).toBe('passes');
  });

  it.each(['denied', 'failed', 'partial'] as const)(
    'fails a target whose reading was %s, at once',
    (outcome) => {
      expect(targetUnreadable.judge(read({ scan: scan(outcome) }), context)).toMatchObject({
        verdict: 'fails',
        severity: 'medium',
      });
    },
  );

  describe('of which the list is long', () => {
    const CONTINUES: Problem = {
      operation: 'kms:ListKeys',
      code: 'Continues',
      kind: 'continues',
      message: 'Read 900 SKCs.',
      remedy: 'Raise run.callsPerSecond, so that a run reads the whole list.',
    };
    const long = (since: string, problems = [CONTINUES]) =>
      read({
        scan: scan('partial', {
          listed: false,
          problems,
          listing: {
            generation: 'r1 1',
            cursor: '{}',
            startedAt: NOW,
            since,
            pages: 1,
            seen: 900,
            hash: undefined,
            problems: [],
          },
        }),
      });

    it('is unknown for seven days, and fails after them', () => {
      expect(targetUnreadable.judge(long(addDays(NOW, -7)), context)).toMatchObject({
        verdict: 'unknown',
        because: 'Its list is long: 900 SKCs were read, and the next run continues.',
      });
      expect(targetUnreadable.judge(long(addDays(NOW, -7.001)), context)).toMatchObject({
        verdict: 'fails',
        action: 'Raise run.callsPerSecond, so that a run reads the whole list.',
      });
    });

    it('fails at once if something else went wrong, or it was not read in this run', () => {
      expect(targetUnreadable.judge(long(NOW, [DENIED, CONTINUES]), context).verdict).toBe('fails');
      expect(targetUnreadable.judge({ ...long(NOW), current: false }, context).verdict).toBe('fails');
    });
  });

  it('fails a target without a scan', () => {
    expect(targetUnreadable.judge(read({ scan: undefined, current: false }), context)).toMatchObject({
      verdict: 'fails',
      because: 'No run has read it.',
    });
  });

  it('accepts a complete reading of an earlier run for two days, and no longer', () => {
    const onTime = read({ current: false, scan: scan('complete', { observedAt: '2026-11-19T06:00:00Z' }) });
    const late = read({ current: false, scan: scan('complete', { observedAt: '2026-11-19T05:59:59Z' }) });
    expect(targetUnreadable.judge(onTime, context)).toMatchObject({
      verdict: 'passes',
      failsAt: '2026-11-21T06:00:01Z',
    });
    expect(targetUnreadable.judge(late, context).verdict).toBe('fails');
  });

  it('is high if the target has critical SKCs', () => {
    const outcome = targetUnreadable.judge(read({ scan: scan('denied'), criticalSkcs: 1 }), context);
    expect(outcome).toMatchObject({ severity: 'high' });
  });

  it('names the permission that is missing', () => {
    const outcome = targetUnreadable.judge(read({ scan: scan('denied', { problems: [DENIED] }) }), context);
    expect(outcome).toMatchObject({
      because: 'Reading it was denied: kms:ListKeys answered AccessDeniedException.',
      action: 'Grant kms:ListKeys to the reading role.',
    });
  });

  it.each([
    ['policy', 'Allow kms:ListKeys in the service control policy.'],
    ['disabled-api', 'Run: gcloud services enable cloudkms.googleapis.com --project=pay'],
    ['unreachable', 'Let the collector through the vault’s firewall.'],
  ])('prefers the remedy of a problem of kind %s to a grant', (kind, remedy) => {
    const problems = [DENIED, { ...DENIED, kind, remedy }];
    const outcome = targetUnreadable.judge(read({ scan: scan('denied', { problems }) }), context);
    expect(outcome).toMatchObject({ action: remedy });
  });

  it.each([
    ['policy', 'Ask for an exception to the policy'],
    ['disabled-api', 'Enable the API'],
    ['unreachable', 'Make it reachable'],
    ['throttled', 'Run again later'],
    ['malformed', 'See the run’s log'],
    ['failed', 'See the run’s log'],
    ['a-kind-of-a-newer-release', 'See the run’s log'],
  ])('has a next step for kind %s without a remedy', (kind, begin) => {
    const problems = [{ operation: 'kms:ListKeys', code: 'X', message: '', kind }];
    const outcome = targetUnreadable.judge(read({ scan: scan('failed', { problems }) }), context);
    expect(outcome).toMatchObject({ action: expect.stringContaining(begin) });
  });

  it.each([
    ['unreachable', 'Make it reachable'],
    ['SERVICE_DISABLED', 'Enable the API'],
    ['AccessDenied', 'Grant kms:ListKeys'],
  ])('classifies %s of the release without kinds by its code', (code, begin) => {
    const outcome = targetUnreadable.judge(
      read({ scan: scan('failed', { problems: [{ ...DENIED, code }] }) }),
      context,
    );
    expect(outcome).toMatchObject({ action: expect.stringContaining(begin) });
  });

  it('keeps the next step within 100 characters, whatever the names', () => {
    const long = `microsoft.keyvault/${'x'.repeat(90)}`;
    const outcomes = [
      [
        { ...DENIED, missingPermission: long },
        { ...DENIED, missingPermission: `${long.slice(0, 30)}y` },
      ],
      [{ ...DENIED, kind: 'policy', remedy: 'x'.repeat(101) }],
    ].map((problems) => targetUnreadable.judge(read({ scan: scan('denied', { problems }) }), context));
    const lengths = outcomes.map((each) => (each.verdict === 'fails' ? each.action.length : 101));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(100);
  });

  it('removes markup and line breaks of the cloud’s error from its texts', () => {
    const problems = [{ ...DENIED, code: '<b>Bad\n\u001B[31m</b>', missingPermission: 'kms:X\r\n=cmd' }];
    const outcome = targetUnreadable.judge(read({ scan: scan('failed', { problems }) }), context);
    const words = outcome.verdict === 'fails' ? outcome.because + outcome.action : '';
    expect(words).toContain('kms:ListKeys');
    for (const mark of ['<', '>', '\r', '\n', '=', '\u001B']) expect(words).not.toContain(mark);
  });

  it('dates the finding from the last complete listing', () => {
    const denied = scan('denied', { lastListedAt: '2026-11-18T06:00:00Z' });
    const outcome = targetUnreadable.judge(read({ scan: denied }), context);
    expect(outcome).toMatchObject({ dueAt: '2026-11-18T06:00:00Z' });
  });

  it('does not apply if the configuration expects it', () => {
    const outcome = targetUnreadable.judge(
      read({ scan: scan('denied'), accepted: 'closed region' }),
      context,
    );
    expect(outcome.verdict).toBe('not applicable');
  });
});

const ACCOUNT: PlannedAccount = {
  key: 'aws#111122223333',
  cloud: 'aws',
  id: '111122223333',
  name: 'pay',
  path: [],
  status: 'active',
  targets: [],
  problems: [],
};
const TOPIC = { topicArn: 'arn:aws:sns:us-east-1:111122223333:skc-watch', confirmed: [], pending: ['a@b.c'] };

/** An account and the verdicts of `no-contact` and `contact-unconfirmed`. */
const CONTACTS: readonly [string, Partial<AccountContacts>, string, string][] = [
  ['no contact', { contacts: 0 }, 'fails', 'not applicable'],
  ['a contact, pending', { contacts: 1, topic: TOPIC }, 'passes', 'fails'],
  ['one of two confirmed', { contacts: 2, topic: { ...TOPIC, confirmed: ['d@e.f'] } }, 'passes', 'passes'],
  ['subscriptions unread', { contacts: 1, topic: undefined }, 'passes', 'unknown'],
  [
    'retired, no contact',
    { contacts: 0, account: { ...ACCOUNT, status: 'retired' } },
    'not applicable',
    'not applicable',
  ],
];

describe('no-contact and contact-unconfirmed', () => {
  it.each(CONTACTS)('%s', (_name, facts, none, unconfirmed) => {
    const account: AccountContacts = { account: ACCOUNT, contacts: 1, topic: undefined, ...facts };
    expect(noContact.judge(account, context).verdict).toBe(none);
    expect(contactUnconfirmed.judge(account, context).verdict).toBe(unconfirmed);
  });

  it('are high: no contact is notified', () => {
    const nobody: AccountContacts = { account: ACCOUNT, contacts: 0, topic: undefined };
    expect(noContact.judge(nobody, context)).toMatchObject({ severity: 'high' });
    const pending: AccountContacts = { account: ACCOUNT, contacts: 1, topic: TOPIC };
    expect(contactUnconfirmed.judge(pending, context)).toMatchObject({ severity: 'high' });
  });
});
