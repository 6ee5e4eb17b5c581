import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../cli/commands/registry.ts';
import { openInventory } from '../../bed/database.ts';
import { captured } from '../../bed/cli/captured.ts';
import { buildProgram } from '../../../cli/main.ts';

/** How each command is called, beyond its name. A command that is missing here fails the first test. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  start: [],
  run: ['run'],
  list: ['list', '--stack', 'SkcWatch'],
  show: ['show', 'x', '--stack', 'SkcWatch'],
  findings: ['findings', '--stack', 'SkcWatch'],
  mark: ['mark', 'x', 'decoy', '--by', 'Sarah', '--reason', 'a test', '--stack', 'SkcWatch'],
  changes: ['changes', '--stack', 'SkcWatch'],
  contacts: ['contacts', '--stack', 'SkcWatch'],
  messages: ['messages', '--stack', 'SkcWatch'],
  targets: ['targets', '--stack', 'SkcWatch'],
  config: ['config', 'check', '--stack', 'SkcWatch'],
  doctor: ['doctor'],
  deploy: ['deploy', '--yes'],
  destroy: ['destroy', '--yes'],
  restore: ['restore', '--to', '2026-11-20T00:00:00Z', '--yes'],
  connect: [],
};
const calls = Object.values(CALLS).filter((argv) => argv.length > 0);

let folder = '';
const before = { ...process.env };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skc-usage-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' });
  await writeFile(join(folder, 'empty.json'), '{}');
  await writeFile(join(folder, 'region.json'), '{"alerts": {"region": "eu-wset-1"}}');
  await writeFile(join(folder, 'role.json'), '{"memberRole": {"name": "skc watch reader"}}');
});
afterAll(async () => {
  process.env = before;
  await rm(folder, { recursive: true });
});

async function skc(argv: readonly string[]) {
  const { code, stdout, stderr } = await captured([...argv, '--directory', join(folder, 'skc')], {
    now: () => '2026-11-21T06:00:00Z',
    open: openInventory,
  });
  return { code, stdout, lines: stderr.trimEnd().split('\n') };
}

it('every command has its call here', () => {
  const program = buildProgram({
    terminal: {
      print: () => Promise.resolve(),
      show: () => undefined,
      say: () => undefined,
      columns: 100,
      colours: pc.createColors(false),
      debug: false,
    },
    now: () => '2026-11-21T06:00:00Z',
    open: openInventory,
    finish: () => undefined,
  });
  expect(program.commands.map((command) => command.name()).toSorted()).toEqual(Object.keys(CALLS).toSorted());
  expect(COMMANDS).toHaveLength(Object.keys(CALLS).length);
});

describe('without a sign-in', () => {
  it.each(calls)('skc %s %s exits with 2 and says how to sign in', async (...argv) => {
    const file = argv[0] === 'config' ? ['--config', join(folder, 'empty.json')] : [];
    const { code, stdout, lines } = await skc([...argv, ...file]);
    expect([code, stdout]).toEqual([2, '']);
    // A deployment lists everything that is not ready.
    expect(lines.length).toBeLessThanOrEqual(argv[0] === 'deploy' ? 3 : 2);
    expect(lines.join('\n')).toMatch(/[Nn]ot signed in/);
    expect(lines.join('\n')).toContain('aws sso login');
  });
});

describe('a configuration', () => {
  it.each([
    ['missing.json', 'found ENOENT'],
    ['region.json', 'did you mean eu-west-1?'],
    ['role.json', "memberRole.name: expected a role's name"],
  ])('that cannot be used (%s) is refused by every command', async (file, says) => {
    for (const argv of calls) {
      const { code, stdout, lines } = await skc([...argv, '--config', join(folder, file)]);
      expect([argv[0], code, stdout]).toEqual([argv[0], 2, '']);
      expect(lines.join('\n')).toContain(says);
      // A deployment lists everything that is not ready.
      expect(lines.length).toBeLessThanOrEqual(argv[0] === 'deploy' ? 4 : 2);
    }
  });
});

it.each([
  [
    ['run', '--regions', 'eu-wset-1'],
    '--regions eu-wset-1: expected a region like eu-west-1; did you mean eu-west-1?',
  ],
  [['run', '--accounts', '12345'], '--accounts 12345: expected 12 digits'],
  [['run', '--sources', 'aws.kms-kye'], '--sources aws.kms-kye: there is none of that name'],
])('%j is refused before anything is asked', async (argv, says) => {
  const { code, lines } = await skc(argv);
  expect(code).toBe(2);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain(says);
});
