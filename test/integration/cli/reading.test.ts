import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OutputClosed } from '../../../cli/screen/terminal.ts';
import { findingSchema, type Finding } from '../../../shared/model/finding.ts';
import type { Opened } from '../../../cli/program/dependencies.ts';
import { storedSkcSchema, type StoredSkc } from '../../../shared/model/skc.ts';
import { shortKey } from '../../../shared/inventory/keys.ts';
import type { MessageRecord } from '../../../shared/messages/contract.ts';
import { finding, NOW, startEstate } from '../../bed/cli/estate.ts';
import { runSkc } from '../../bed/cli/run-skc.ts';

let estate: Awaited<ReturnType<typeof startEstate>>;
let folder = '';
beforeAll(async () => {
  estate = await startEstate();
  folder = await mkdtemp(join(tmpdir(), 'skc-cli-'));
});
afterAll(async () => {
  await estate.stop();
  await rm(folder, { recursive: true });
});

async function cart(): Promise<StoredSkc> {
  for await (const each of estate.inventory.skcs('aws#444455556666')) return each;
  throw new Error('the estate has lost its cart');
}

/** Runs one command line over the estate. */
function skc(argv: string[], opened: Parameters<typeof runSkc>[2] = {}) {
  return runSkc(argv, estate.inventory, opened);
}

describe('skc mark', () => {
  const by = ['--by', 'Sarah', '--reason', 'found in a repository'];
  const mark = (...argv: string[]) => skc(['mark', ...argv], { marking: estate.inventory });

  it('records a mark, shows it, and clears it', async () => {
    expect((await mark('cart', 'compromised', ...by)).code).toBe(0);
    expect((await skc(['show', 'cart'])).stdout).toContain('by Sarah on 2026-11-21: found in a repository');
    expect((await mark('cart', 'compromised', '--clear', ...by)).code).toBe(0);
    expect((await skc(['show', 'cart'])).stdout).not.toContain('Sarah');
  });

  it.each([
    ['compromised', [], { kind: 'compromised' }],
    ['decoy', [], { kind: 'decoy' }],
    ['exception', ['--until', '2027-05-31'], { kind: 'exception', until: '2027-05-31T23:59:59Z' }],
    ['owner', ['pay@example.com'], { kind: 'owner', value: 'pay@example.com' }],
  ])('%s is in show, list and findings until it is cleared', async (kind, more, stored) => {
    const secret = 'pay/db/main';
    expect((await mark(secret, kind, ...more, ...by)).code).toBe(0);
    const facts = { ...stored, by: 'Sarah', reason: 'found in a repository', at: NOW };
    expect(JSON.parse((await skc(['show', secret, '--json'])).stdout)).toMatchObject([
      { marks: expect.arrayContaining([expect.objectContaining(facts)]) },
    ]);
    const listed = await skc(['list', '--marked', kind, '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ name: secret, marks: [facts] }]);
    const findings = await skc(['findings', '--marked', kind, '--json']);
    expect(JSON.parse(findings.stdout)).toMatchObject([{ rule: 'unused', marks: [facts] }]);
    for (const command of ['list', 'findings']) {
      expect((await skc([command], { columns: 200 })).stdout).toMatch(new RegExp(`MARKS[^]*${kind}`));
      const rows = parse((await skc([command, '--csv', '--marked', kind])).stdout, { columns: true });
      expect(rows).toMatchObject([{ name: secret, marks: kind }]);
    }
    expect((await mark(secret, kind, '--clear', ...by)).code).toBe(0);
    expect(JSON.parse((await skc(['show', secret, '--json'])).stdout)).toMatchObject([
      { marks: expect.arrayContaining([expect.objectContaining({ kind, cleared: true })]) },
    ]);
    expect(JSON.parse((await skc(['list', '--marked', kind, '--json'])).stdout)).toEqual([]);
    expect((await skc(['list'], { columns: 200 })).stdout).not.toContain('MARKS');
  });

  it('of an owner counts as its owner where no tag names one, and show says where it comes from', async () => {
    expect((await mark('pay/db/main', 'owner', 'Pay@example.com', ...by)).code).toBe(0);
    for (const command of ['list', 'findings']) {
      const { stdout } = await skc([command, '--owner', 'pay@example.com', '--json']);
      expect(JSON.parse(stdout)).toMatchObject([{ owner: 'Pay@example.com' }]);
      expect((await skc([command], { columns: 200 })).stdout).toMatch(/OWNER[^]*Pay@example\.com/);
      const rows = parse((await skc([command, '--csv', '--owner', 'pay@example.com'])).stdout, {
        columns: true,
      });
      expect(rows).toMatchObject([{ owner: 'Pay@example.com' }]);
    }
    expect((await skc(['show', 'pay/db/main'])).stdout).toMatch(
      /owner +Pay@example\.com \(from a mark by Sarah on 2026-11-21\)/,
    );
    expect(JSON.parse((await skc(['show', 'pay/db/main', '--json'])).stdout)).toMatchObject([
      { skc: { owner: 'Pay@example.com' } },
    ]);
    expect((await mark('pay/db/main', 'owner', '--clear', ...by)).code).toBe(0);
    // Nothing has this owner any more.
    expect((await skc(['list', '--owner', 'pay@example.com', '--json'])).code).toBe(2);
  });

  it.each([
    [['crat', 'decoy', ...by], 'Did you mean cart?'],
    [['cart', 'decoy', '--reason', 'bait'], '--by NAME'],
    [['cart', 'decoy', '--by', 'Sarah'], '--reason WHY'],
    [['cart', 'exception', ...by], 'Add --until DAY, at most a year ahead.'],
    [['cart', 'exception', '--until', '2027-11-22', ...by], '--until 2027-11-21 or earlier'],
    [['cart', 'exception', '--until', '2026-11-20', ...by], 'is in the past'],
    [['cart', 'owner', ...by], 'owner needs a name or an address'],
    [['cart', 'decoy', 'me', ...by], 'decoy takes no value'],
    [['pay/gone', 'decoy', '--clear', ...by], 'has no mark decoy'],
    [['cart', 'owner', '--clear', 'me', ...by], '--clear takes neither a value nor --until'],
    [['cart', 'guilty', ...by], "'guilty' is invalid"],
  ])('refuses %j', async (argv, said) => {
    const { code, stderr } = await mark(...argv);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  it('accepts an exception that ends after exactly a year', async () => {
    expect((await mark('cart', 'exception', '--until', '2027-11-21', ...by)).code).toBe(0);
    await mark('cart', 'exception', '--clear', ...by);
  });
});

describe('skc list', () => {
  it('shows existing SKCs by due date, within the width of the screen', async () => {
    for (const columns of [80, 120]) {
      const { code, stdout, closed } = await skc(['list'], { columns });
      expect(code).toBe(0);
      expect(closed).toBe(1);
      const names = stdout
        .split('\n')
        .slice(1, 6)
        .map((line) => line.split('  ')[0]);
      expect(names).toEqual([
        'api.pay.example',
        'pay/db/main',
        '=cmd|calctxt.exe <script>',
        'cart',
        'pay/db/replica',
      ]);
      expect(stdout).toContain('5 SKCs, 2 with open findings');
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });

  it('prints only an array of complete SKCs with --json', async () => {
    const { stdout } = await skc(['list', '--json']);
    expect(z.array(storedSkcSchema).parse(JSON.parse(stdout))).toHaveLength(5);
  });

  it('accepts global options before the command too', async () => {
    const { stdout } = await skc(['--json', 'list', '--limit', '2']);
    expect(JSON.parse(stdout)).toHaveLength(2);
  });

  it.each([
    [['--account', 'shop-dev'], ['cart']],
    [['--account', 'aws#444455556666'], ['cart']],
    [['--cloud', 'gcp'], []],
    [['--kind', 'certificate'], ['api.pay.example']],
    [['--type', 'acm-certificate'], ['api.pay.example']],
    [['--location', 'us-east-1'], []],
    [['--rule', 'unused'], ['pay/db/main']],
    [['--rule', 'rotation-overdue'], []],
    [['--severity', 'high'], ['api.pay.example']],
    [
      ['--due', '10'],
      ['api.pay.example', 'pay/db/main'],
    ],
    [['--due', '9'], ['api.pay.example']],
    [['--text', 'PAYMENTS'], ['pay/db/main']],
    [['--text', 'pay/gone', '--all'], ['pay/gone']],
    [['--text', 'pay/gone'], []],
  ])('%j finds %j', async (filters, names) => {
    const { stdout } = await skc(['list', '--json', ...filters]);
    const found = z.array(z.object({ name: z.string() })).parse(JSON.parse(stdout));
    expect(found.map(({ name }) => name).toSorted()).toEqual(names);
  });

  it('says what was searched for and what to try if nothing is found', async () => {
    expect((await skc(['list', '--text', 'nowhere'])).stdout).toMatch(
      /No SKC found for --text nowhere.\nTry fewer/,
    );
    expect((await skc(['list', '--account', 'shop-dv'])).stderr).toContain('Did you mean shop-dev?');
  });

  it('writes CSV in which no name is a formula, a second line or an escape sequence', async () => {
    const { stdout } = await skc(['list', '--csv']);
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(stdout, { columns: true }));
    expect(rows).toHaveLength(5);
    expect(rows.map((row) => row['name'])).toContain("'=cmd|calctxt.exe <script>");
    expect(stdout.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('writes dueAt under its old name as well in the CSV of findings', async () => {
    const { stdout } = await skc(['findings', '--csv']);
    const [first] = z.array(z.record(z.string(), z.string())).parse(parse(stdout, { columns: true }));
    expect(first?.['dueAt']).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    expect(first?.['bitesAt']).toBe(first?.['dueAt']);
  });

  it('prints hostile names sanitized in a table', async () => {
    const { stdout } = await skc(['list']);
    expect(stdout).toContain('=cmd|calctxt.exe <script>');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('skc findings', () => {
  it('shows what is open, the most urgent first', async () => {
    const { stdout } = await skc(['findings']);
    const [, first, second] = stdout.split('\n');
    expect(first).toMatch(/^CRITICAL +expired +3 d ago +api\.pay\.example/);
    expect(second).toMatch(/^low +unused +in 9 d +pay\/db\/main/);
    expect(stdout).toContain('2 findings: 1 CRITICAL, 1 low');
  });

  it('prints the findings with --json, in the requested state', async () => {
    const { stdout } = await skc(['findings', '--json', '--state', 'resolved']);
    const [only] = z.array(findingSchema).parse(JSON.parse(stdout));
    expect(only).toMatchObject({ rule: 'rotation-overdue', closedAt: '2026-11-01T06:00:00Z' });
  });

  it('finds by the tags of the SKC', async () => {
    const { stdout } = await skc(['findings', '--json', '--text', 'team=payments']);
    expect(JSON.parse(stdout)).toHaveLength(1);
  });

  it.each([
    [['--fail-on', 'critical'], 1],
    [['--fail-on', 'low', '--account', 'shop-dev'], 0],
    [['--fail-on', 'high', '--rule', 'unused'], 0],
    [['--fail-on', 'critical', '--limit', '1', '--json'], 1],
    [[], 0],
  ])('%j exits with %i', async (options, code) => {
    expect((await skc(['findings', ...options])).code).toBe(code);
  });

  it('does not fail on what the configuration excludes', async () => {
    const excluded: Finding = {
      ...finding(await cart(), 'never-expires', 'critical', NOW),
      excluded: { reason: 'moves in May', by: 'Sarah', until: '2027-05-31T23:59:59Z' },
    };
    const { code, stdout } = await skc(
      ['findings', '--now', '2027-03-01', '--account', 'shop-dev', '--fail-on', 'low'],
      { judgeAt: async () => [excluded] },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/cart.*excluded/);
  });

  it('judges as of another day with --now, and counts days from it', async () => {
    const judged = finding(await cart(), 'never-expires', 'high', '2027-03-05T00:00:00Z');
    const asked: string[] = [];
    const { stdout } = await skc(['findings', '--now', '2027-03-01', '--account', 'shop-dev'], {
      judgeAt: async (account, now) => {
        asked.push(`${account} ${now}`);
        return [judged];
      },
    });
    expect(asked).toEqual(['aws#444455556666 2027-03-01T00:00:00Z']);
    expect(stdout).toMatch(/never-expires +in 4 d +cart/);
  });
});

describe('skc findings --message', () => {
  const at = (id: string, audience: MessageRecord['audience'], notified: Finding[]): MessageRecord => ({
    audience,
    kind: 'digest',
    subject: 'findings',
    id,
    run: { id: `run-${id}`, now: NOW },
    content: {},
    notified: notified.map(({ account, subject, rule, state, severity }) => ({
      account,
      subject: shortKey(subject.id),
      rule,
      state,
      severity,
      ...(severity === 'critical' ? {} : { counted: true as const }),
    })),
    state: 'pending',
    leaseUntil: NOW,
    beganAt: NOW,
  });

  it('lists what a message named, in whatever state it is now, whoever was sent it and whether it was the last', async () => {
    const stored: Finding[] = [];
    for await (const each of estate.inventory.findings('aws#111122223333')) stored.push(each);
    const named = stored.filter(({ rule }) => rule !== 'unused');
    expect(new Set(named.map(({ state }) => state))).toEqual(new Set(['open', 'resolved']));
    const first = at('D-00000001', 'organisation', named);
    await estate.messageLog.begin(first, undefined);
    await estate.messageLog.sent(first, 'sns-1');
    await estate.messageLog.settled({ ...first, state: 'sent' });
    const last = await estate.messageLog.last(first);
    await estate.messageLog.begin(at('D-00000002', 'organisation', []), last);
    const { stdout, code } = await skc(['findings', '--message', 'D-00000001', '--json']);
    expect(code).toBe(0);
    const listed = z.array(findingSchema).parse(JSON.parse(stdout));
    expect(listed.map(({ rule }) => rule).toSorted()).toEqual(named.map(({ rule }) => rule).toSorted());
    const open = await skc(['findings', '--message', 'D-00000001', '--state', 'open', '--csv']);
    expect(parse(open.stdout, { columns: true, bom: true })).toHaveLength(
      named.filter(({ state }) => state === 'open').length,
    );
    const counted = await skc(['findings', '--message', 'D-00000001', '--counted', '--json']);
    expect(
      z
        .array(findingSchema)
        .parse(JSON.parse(counted.stdout))
        .map(({ rule }) => rule)
        .toSorted(),
    ).toEqual(
      named
        .filter(({ severity }) => severity !== 'critical')
        .map(({ rule }) => rule)
        .toSorted(),
    );
    const table = await skc(['findings', '--message', 'D-00000001', '--rule', 'expired']);
    expect(table.stdout).toContain('1 finding: 1 CRITICAL');
  });

  it('refuses --counted without a message', async () => {
    const { code, stderr } = await skc(['findings', '--counted']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--counted needs a message')]);
  });

  it.each([
    ['D-00000009', 'no message has the id D-00000009'],
    ['D-00000002', 'the findings of the message D-00000002 are not known'],
    ['expired', '--message expired: expected the id of a message like D-9e421a83'],
  ])('refuses %s in a sentence', async (id, words) => {
    const { code, stderr } = await skc(['findings', '--message', id]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe('skc show', () => {
  it('shows findings with next steps, unknown facts with reasons, and the state of the last scan', async () => {
    const { stdout } = await skc(['show', 'api.pay']);
    expect(stdout).toContain('CRITICAL expired, due 2026-11-18 (3 d ago)');
    expect(stdout).toContain('→ Replace it.');
    expect(stdout).toMatch(/Unknown\n {2}inUse +acm:DescribeCertificate was denied/);
    expect(stdout).toMatch(/target +denied, 2026-11-21 06:00 UTC/);
  });

  it('shows the history with before and after, newest first', async () => {
    const { stdout } = await skc(['show', 'pay/db/main']);
    expect(stdout).toContain('lastRotatedAt: 2026-10-01 06:00 UTC → 2026-11-01 06:00 UTC');
    expect(stdout.indexOf('rotated\n')).toBeLessThan(stdout.indexOf('2026-10-01 (51 d ago) discovered'));
    expect(stdout).toMatch(/Tags\n {2}team +payments/);
  });

  it('lists the candidates if a part is ambiguous, and exits with 2', async () => {
    const { code, stdout, stderr, closed } = await skc(['show', 'pay/db']);
    expect({ code, stdout, closed }).toEqual({ code: 2, stdout: '', closed: 1 });
    expect(stderr).toContain('"pay/db" matches 2 SKCs');
    expect(stderr).toContain('secret:pay/db/replica');
  });

  it('prints one object with its changes and findings with --json', async () => {
    const { stdout } = await skc(['show', 'pay/db/main', '--json']);
    const [known] = z
      .array(z.object({ skc: storedSkcSchema, findings: z.array(findingSchema) }))
      .parse(JSON.parse(stdout));
    expect(known?.skc.revision).toBe(2);
    expect(known?.findings).toHaveLength(2);
  });
});

describe('skc targets', () => {
  it('shows what was not read, why, and the remedy', async () => {
    const { stdout } = await skc(['targets', '--unread']);
    expect(stdout).toMatch(/eu-west-1 +aws\.acm-certificate +denied/);
    expect(stdout).toContain('→ grant acm:ListCertificates');
    expect(stdout).toMatch(/eu-west-1 +aws\.secrets-manager-secret +no scan/);
    expect(stdout).toContain('3 targets, 3 not read completely');
  });

  it('says which denials the configuration expects', async () => {
    const file = join(folder, 'expecting.json');
    await writeFile(
      file,
      '{"expectedUnreadable": [{"source": "aws.acm-certificate", "reason": "closed by SCP"}]}',
    );
    const { stdout } = await skc(['targets', '--config', file, '--account', 'pay-prod']);
    expect(stdout).toContain('denied (expected)');
    expect(stdout).toContain('expected: closed by SCP');
  });
});

describe('skc contacts', () => {
  it('shows accounts without a contact, and pending subscriptions', async () => {
    const { stdout } = await skc(['contacts'], {
      subscriptions: async (account) =>
        account === 'aws#111122223333'
          ? { topicArn: 'arn:topic', confirmed: [], pending: ['security@pay.example'] }
          : undefined,
    });
    expect(stdout).toMatch(/pay-prod +security@pay\.example +shared-inbox +config +pending/);
    expect(stdout).toMatch(/shop-dev +none/);
  });
});

describe('skc contacts with a topic that cannot be read', () => {
  const DENIED = 'Could not read arn:topic';

  it('names it, lists all others, and exits with 3', async () => {
    const { code, stdout, stderr } = await skc(['contacts'], {
      subscriptions: async (account) =>
        account === 'aws#111122223333'
          ? {
              topicArn: 'arn:topic',
              confirmed: [],
              pending: [],
              unread: [{ topicArn: 'arn:topic', why: DENIED }],
            }
          : undefined,
    });
    expect(code).toBe(3);
    expect(stderr.match(new RegExp(`not read: ${DENIED}`, 'g'))).toHaveLength(1);
    expect(stdout).toMatch(/pay-prod +security@pay\.example +shared-inbox +config +not read/);
    expect(stdout).toMatch(/shop-dev +none/);
  });

  it('shows what its other topics say', async () => {
    const { code, stdout } = await skc(['contacts'], {
      subscriptions: async () => ({
        topicArn: 'arn:topic',
        confirmed: ['security@pay.example'],
        pending: [],
        unread: [{ topicArn: 'arn:other', why: DENIED }],
      }),
    });
    expect(code).toBe(3);
    expect(stdout).toMatch(/pay-prod +security@pay\.example +shared-inbox +config +confirmed/);
  });
});

describe('usage errors', () => {
  it.each([
    [['lst'], /unknown command 'lst'[^]*Did you mean list/],
    [['list', '--kind', 'secrt'], /--kind <kind>/],
    [['list', '--due', 'soon'], /--due soon: expected a whole number/],
    [['list', '--limit', '0'], /--limit 0: expected at least 1/],
    [['list', '--now', '2027-02-30'], /--now 2027-02-30: expected a day/],
    [['changes', '--since', '2026-02-30'], /--since 2026-02-30: expected a day/],
    [['changes', '--until', '2026-02-30'], /--until 2026-02-30: expected a day/],
    [['mark', 'x', 'decoy', '--by', 'Sarah', '--until', '2026-02-30'], /--until 2026-02-30: expected a day/],
    [['list', '--csv', '--json'], /cannot be combined/],
    [['findings', '--fail-on', 'urgent'], /--fail-on/],
    [['show'], /missing required argument 'id'/],
    [['list', '--now', '2027-03-01'], /cannot be evaluated as of another day/],
  ])('%j exits with 2, a message and the next step, and prints no result', async (argv, message) => {
    const { code, stdout, stderr } = await skc(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/--help|Leave/);
  });

  it('without a command prints the help to stderr', async () => {
    const { code, stdout, stderr } = await skc([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: skc');
  });

  it('reports every mistake of a configuration before anything is opened', async () => {
    const file = join(folder, 'bad.json');
    await writeFile(file, '{"acounts": [], "schedule": {"timeZone": "Mars/Base"}}');
    const { code, stderr, closed } = await skc(['list', '--config', file]);
    expect({ code, closed }).toEqual({ code: 2, closed: 0 });
    expect(stderr).toContain('did you mean accounts?');
    expect(stderr).toContain('Mars/Base');
  });

  it('warns about an exclusion that has ended, and continues', async () => {
    const file = join(folder, 'ended.json');
    await writeFile(
      file,
      '{"exclusions": [{"match": {"rule": "unused", "name": "old/*"}, "reason": "moved", "by": "Sarah", "until": "2026-11-20"}]}',
    );
    const { code, stdout, stderr } = await skc(['list', '--config', file, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(5);
    expect(stderr).toMatch(/^warning: exclusions\[0\]: \(moved\) ended on 2026-11-20/);
  });

  it('ends quietly with 0 when the output is closed', async () => {
    const { code, stderr, closed } = await skc(['contacts'], {
      subscriptions: async () => {
        throw new OutputClosed('nobody reads the output any more');
      },
    });
    expect({ code, stderr, closed }).toEqual({ code: 0, stderr: '', closed: 1 });
  });

  it('prints an unexpected error with its causes on one line, and exits with 70', async () => {
    const { code, stderr } = await skc(['contacts'], {
      subscriptions: async () => {
        throw new Error('listing subscriptions\nfailed', { cause: new Error('socket hang up') });
      },
    });
    expect(code).toBe(70);
    expect(stderr.split('\n')[0]).toBe('error: Error: listing subscriptions failed ← Error: socket hang up');
  });
});

describe('owners from tags', () => {
  let inventory: Opened['inventory'];
  let stop: () => Promise<void>;
  let file = '';
  beforeAll(async () => {
    const own = await startEstate();
    ({ inventory } = own);
    stop = () => own.stop();
    const { tags: _tags, ...bare } = await cart();
    const owned = { tags: { Team: 'Payments' }, owner: 'Payments' };
    await own.inventory.discover({ ...bare, ...owned, id: 'arn:owned', name: 'owned' });
    await own.inventory.discover({
      ...bare,
      id: 'arn:key',
      name: 'unread',
      type: 'aws.kms-key',
      kind: 'key',
    });
    const gcp = { account: 'gcp#shop-legacy-1234', cloud: 'gcp' } as const;
    await own.inventory.planAccount({
      key: gcp.account,
      cloud: 'gcp',
      id: 'shop-legacy-1234',
      name: 'Shop',
      path: [],
      status: 'active',
      targets: [],
      problems: [],
    });
    const untaggable = { id: '//sa', name: 'none', type: 'gcp.service-account-key' } as const;
    await own.inventory.discover({ ...bare, ...gcp, ...untaggable });
    file = join(folder, 'owners.json');
    await writeFile(file, '{"attributes": {"owner": {"tags": ["SecurityOwner", "team"]}}}');
  });
  afterAll(() => stop());

  it('are found, and only SKCs that have tags which were not read count as left out', async () => {
    const { stdout, stderr } = await skc(['list', '--owner', 'payments', '--json'], { inventory });
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'owned' }]);
    expect(stderr).toContain('1 SKC left out, since its tags were not read');
  });

  it('are unknown in the table where tags were not read, and is empty if the type has no tags', async () => {
    const lines = (await skc(['list'], { inventory, columns: 200 })).stdout.split('\n');
    const ownerOf = (name: string) =>
      lines
        .find((line) => line.startsWith(name))
        ?.trim()
        .split(/ {2,}/)
        .at(-1);
    expect(['owned', 'unread', 'none'].map(ownerOf)).toEqual(['Payments', '?', '-']);
  });

  it('are shown with the tag that they come from', async () => {
    const shown = async (name: string) => (await skc(['show', name, '--config', file], { inventory })).stdout;
    expect(await shown('owned')).toMatch(/owner +Payments \(from its tag Team\)/);
    expect(await shown('unread')).toMatch(/Tags\n +not read/);
    expect(await shown('none')).not.toContain('Tags');
  });
});
