import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredSkc } from '../../../shared/model/skc.ts';
import { finding, NOW, skc as skcOf, startEstate } from '../../bed/cli/estate.ts';
import { runSkc } from '../../bed/cli/run-skc.ts';

const LONG = `pay/${'settlement-'.repeat(12)}token`;
const PAY = 'aws#111122223333';
let estate: Awaited<ReturnType<typeof startEstate>>;
let folder = '';

/** One more secret of the estate's first account. */
function secret(name: string, facts: Partial<StoredSkc>): StoredSkc {
  const id = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`;
  return skcOf(id, name, { discoveredAt: NOW, changedAt: NOW, ...facts });
}

beforeAll(async () => {
  estate = await startEstate();
  folder = await mkdtemp(join(tmpdir(), 'skc-names-'));
  const { inventory } = estate;
  const overdue = secret('pay/by-hand', { createdAt: '2025-01-01T00:00:00Z' });
  for (const skc of [
    secret(LONG, { owner: 'Payments' }),
    overdue,
    secret('pay/by-itself', { rotationEnabled: true, rotationDueAt: '2026-11-24T06:00:00Z' }),
  ])
    await inventory.discover(skc);
  await inventory.writeFinding(finding(overdue, 'rotation-overdue', 'medium', '2026-01-01T00:00:00Z'));
  await inventory.writeFinding({
    ...finding(secret(LONG, {}), 'unused', 'low', NOW),
    excluded: { reason: 'moves in May', by: 'Sarah', until: '2027-05-31T23:59:59Z' },
  });
});
afterAll(async () => {
  await estate.stop();
  await rm(folder, { recursive: true });
});

const skc = (argv: string[], opened: Parameters<typeof runSkc>[2] = {}) =>
  runSkc(argv, estate.inventory, opened);

describe('a filter that names what does not exist', () => {
  it.each([
    [['list', '--account', 'pay-prd'], '--account pay-prd', 'Did you mean pay-prod?'],
    [['findings', '--account', '111122223334'], '--account 111122223334', 'Did you mean 111122223333?'],
    [['targets', '--account', 'aws#444455556667'], '--account aws#444455556667', 'aws#444455556666?'],
    [['contacts', '--account', 'nothing-like-it'], '--account nothing-like-it', 'There are: pay-prod,'],
    [['list', '--type', 'kms-kye'], '--type kms-kye', 'Did you mean kms-key?'],
    [['findings', '--type', 'aws.acm-certificates'], '--type aws.acm-certificates', 'aws.acm-certificate?'],
    [['list', '--location', 'eu-wset-1'], '--location eu-wset-1', 'Did you mean eu-west-1?'],
    [['list', '--owner', 'Paymets'], '--owner Paymets', 'Did you mean Payments?'],
    [['findings', '--environment', 'prod'], '--environment prod', 'attributes.environment'],
    [['list', '--rule', 'expird'], "'expird' is invalid", 'Did you mean expired?'],
    [['findings', '--severity', 'hihg'], "'hihg' is invalid", 'Did you mean high?'],
    [['list', '--cloud', 'asw'], "'asw' is invalid", 'Did you mean aws?'],
    [['list', '--kind', 'certifcate'], "'certifcate' is invalid", 'Did you mean certificate?'],
    [['findings', '--state', 'resolvd'], "'resolvd' is invalid", 'Did you mean resolved?'],
    [['changes', '--kind', 'rotatd'], '--kind rotatd', 'Did you mean rotated?'],
  ])('%j is refused in two lines', async (argv, names, step) => {
    const { code, stdout, stderr } = await skc(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(names);
    expect(lines[1]).toContain(step);
  });

  it.each([
    [['list', '--account', 'PAY-PROD', '--limit', '1']],
    [['list', '--owner', 'payments']],
    [['list', '--type', 'kms-key']],
    [['findings', '--location', 'us-east-1']],
    [['list', '--location', 'global']],
  ])('%j names something and is answered', async (argv) => {
    expect(await skc(argv)).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('names', () => {
  it.each(['list', 'findings --excluded', 'changes --since 2026-11-01'])(
    'are whole in skc %s where the output is wide, and 80 columns hold elsewhere',
    async (command) => {
      const argv = command.split(' ');
      const narrow = await skc(argv, { columns: 80 });
      for (const line of narrow.stdout.split('\n').filter((each) => !each.includes(' as of ')))
        expect(line.length).toBeLessThanOrEqual(80);
      if (command.startsWith('changes')) return;
      expect(narrow.stdout).not.toContain(LONG);
      const wide = await skc(argv, { columns: 20_000, wide: true });
      expect(wide.stdout).toContain(LONG);
      expect(wide.stdout).not.toContain('…');
    },
  );
});

describe('skc list --due', () => {
  it('tells what people must do from what happens by itself, and has what is overdue by age', async () => {
    const { stdout } = await skc(['list', '--due', '30'], { columns: 200 });
    expect(stdout).toMatch(/pay\/by-hand .*rotation due 324 d ago/);
    expect(stdout).toMatch(/pay\/by-itself .*rotates itself in 3 d/);
    expect(stdout).toContain('of them rotate, renew or end by themselves');
    const rows: { name: string; dueByItself: string }[] = parse(
      (await skc(['list', '--due', '30', '--csv'])).stdout,
      { columns: true },
    );
    expect(Object.fromEntries(rows.map((row) => [row.name, row.dueByItself]))).toMatchObject({
      'pay/by-hand': 'false',
      'pay/by-itself': 'true',
    });
  });
});

describe('what is excluded', () => {
  it('is listed alone, with its end, who decided, and why', async () => {
    const { stdout } = await skc(['findings', '--excluded'], { columns: 300 });
    expect(stdout).toMatch(/excluded.*until 2027-05-31 by Sarah: moves in May/);
    expect(stdout).toContain('1 finding');
    const listed = JSON.parse((await skc(['list', '--excluded', '--json'])).stdout);
    expect(listed).toMatchObject([{ name: LONG }]);
    expect(listed).toHaveLength(1);
  });
});

describe('skc targets --unread', () => {
  it('says under each problem what to do, and names no command that leads back to it', async () => {
    const target = { id: `${PAY} eu-west-1 aws.acm-certificate` };
    const { stdout } = await skc(['targets', '--unread']);
    expect(target.id).toContain('eu-west-1');
    expect(stdout).toContain('grant acm:ListCertificates');
    expect(stdout).not.toContain('skc findings');
    const deployed = await skc(['targets', '--unread', '--stack', 'SkcWatch']);
    expect(deployed.stdout).toContain(
      'skc --stack SkcWatch doctor --account 111122223333 prints the command',
    );
  });
});

describe('an option or argument without a value', () => {
  it.each([
    [['show', '']],
    [['show', ' ']],
    [['mark', '', 'decoy', '--by', 'Sarah', '--reason', 'a test']],
    [['list', '--account', '']],
    [['list', '--text', '']],
    [['findings', '--location', '']],
    [['targets', '--account', '']],
    [['contacts', '--account', ' ']],
    [['list', '--config', '']],
    [['list', '--stack', '']],
    [['list', '--directory', '']],
    [['run', '--regions', '']],
    [['run', '--accounts', '']],
  ])('%j is refused in two lines', async (argv) => {
    const { code, stdout, stderr } = await skc(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});

it('a configuration that is missing or has one mistake takes two lines', async () => {
  const file = join(folder, 'skc.config.json');
  await writeFile(file, '{"alerts": {"region": "eu-wset-1"}}');
  for (const [config, says] of [
    [file, 'alerts.region: expected a region like eu-west-1, found "eu-wset-1"; did you mean eu-west-1?'],
    [join(folder, 'no.json'), 'expected a JSON file that can be read, found ENOENT'],
  ] as const) {
    const { code, stderr } = await skc(['list', '--config', config]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  }
});

it('skc --version prints the version', async () => {
  expect(await skc(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^SKC Watch \d+\.\d+\.\d+\n$/),
  });
});
