import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { endCompanion } from '../../../cli/local/companion.ts';
import { openDatabase } from '../../../cli/local/database.ts';

const SKC = fileURLToPath(new URL('../../../cli/skc.mjs', import.meta.url));

interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

function skc(directory: string, ...argv: string[]): Promise<Said> {
  return begun(directory, ...argv).ended;
}

/** Starts a command. @returns its end, and how to wait for a text on its stderr. */
function begun(directory: string, ...argv: string[]) {
  const environment = { ...process.env, NO_COLOR: '1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
  const child = spawn(process.execPath, [SKC, ...argv, '--directory', directory], { env: environment });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    ended: once(child, 'close').then(([code]): Said => ({ code: Number(code), stdout, stderr })),
    reached: async (text: string) => {
      while (!stderr.includes(text) && child.exitCode === null) await sleep(10);
    },
  };
}

const small = ['start', '--reset', '--accounts', '1', '--skcs', '12'];

let filled: string;
let directory: string;
beforeAll(async () => {
  filled = mkdtempSync(join(tmpdir(), 'skc-filled-'));
  const { stdout, stderr } = await skc(filled, ...small);
  if (!stdout.includes('12 SKCs')) throw new Error(`the sample could not be filled: ${stderr}`);
  await ended(filled);
});
afterAll(() => rmSync(filled, { recursive: true, force: true }));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'skc-commands-'));
});
afterEach(async () => {
  await ended(directory);
  rmSync(directory, { recursive: true, force: true });
});

async function ended(folder: string): Promise<void> {
  for (const name of ['database', 'sandbox']) await endCompanion(name, folder);
}

/** Makes the directory one with a sample and, if asked for, an own inventory. */
async function fill(...stores: ('sample' | 'own')[]): Promise<void> {
  if (stores.includes('sample')) cpSync(filled, directory, { recursive: true });
  if (!stores.includes('own')) return;
  const own = join(directory, 'own');
  mkdirSync(own);
  const { inventory, close } = await openDatabase(own);
  await inventory.planAccount({
    key: 'aws#111122223333',
    cloud: 'aws',
    id: '111122223333',
    name: 'mine',
    path: [],
    status: 'active',
    targets: [],
    problems: [],
  });
  close();
  await ended(own);
}

describe('a command that reads', () => {
  it.each([['list'], ['findings'], ['targets'], ['contacts'], ['changes'], ['show', 'x']])(
    '(%s) creates nothing where there is nothing, and says how to begin',
    async (...argv) => {
      const folder = join(directory, 'none');
      const { code, stdout, stderr } = await skc(folder, ...argv);
      expect(stderr).toBe(
        `usage error: there is no inventory of the sample organisation in ${folder}\n` +
          '  npm start fills the sample organisation; npx skc run reads your own accounts.\n',
      );
      expect([code, stdout]).toEqual([2, '']);
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  it('creates nothing in an empty folder', async () => {
    await skc(directory, 'list');
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('the store that answers', () => {
  it('is the sample as long as there is no other', async () => {
    await fill('sample');
    const { stdout } = await skc(directory, 'list');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Inventory: the sample organisation in ${directory}`);
  });

  it('is that of your own accounts once there is one, whichever command ran last', async () => {
    await fill('sample', 'own');
    writeFileSync(join(directory, 'last-store'), 'sample\n');
    const { stdout } = await skc(directory, 'targets');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      `Inventory: your own accounts in ${join(directory, 'own')} (--store sample: the sample organisation)`,
    );
    await ended(join(directory, 'own'));
  });

  it('is the one that --store names', async () => {
    await fill('sample', 'own');
    const { stdout } = await skc(directory, 'list', '--store', 'sample');
    expect(stdout).toContain(
      `Inventory: the sample organisation in ${directory} (--store own: your own accounts)`,
    );
    expect(stdout).toContain('12 SKCs');
  });

  it('is not named in JSON and CSV', async () => {
    await fill('sample');
    expect((await skc(directory, 'list', '--json')).stdout).not.toContain('Inventory:');
    expect((await skc(directory, 'list', '--csv')).stdout).not.toContain('Inventory:');
  });

  it('cannot be named twice, nor for a command that always fills the other one', async () => {
    const twice = await skc(directory, 'list', '--store', 'own', '--stack', 'SkcWatch');
    expect([twice.code, twice.stderr]).toEqual([
      2,
      'usage error: --store names a local inventory, and --stack a deployed one\n  Use one of the two options.\n',
    ]);
    expect((await skc(directory, 'start', '--store', 'own')).stderr).toContain('always uses --store sample');
    expect((await skc(directory, 'run', '--store', 'sample')).stderr).toContain('always uses --store own');
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('a damaged file', () => {
  it.each([
    ['estate.json', ''],
    ['estate.json', '{"epo'],
    ['estate.json', '[]'],
    ['sandbox.json', ''],
    ['sandbox.json', '{"now":1}'],
    ['outbox/messages.jsonl', '{}\n'],
  ])('%s with the content %j is named', async (name, content) => {
    await fill('sample');
    writeFileSync(join(directory, name), content);
    const { code, stderr } = await skc(directory, 'start');
    expect(stderr).toMatch(/^error: could not read .*: it is damaged\n.*npm start -- --reset.*\n$/m);
    expect(stderr).toContain(join(directory, name));
    expect(code).toBe(3);
  });

  it('last-config.json is named', async () => {
    await fill('sample');
    writeFileSync(join(directory, 'last-config.json'), '{"include":');
    const { code, stderr } = await skc(directory, 'list');
    expect(stderr).toContain(join(directory, 'last-config.json'));
    expect(code).toBe(2);
  });

  it('of the database is named, and start --reset heals it', async () => {
    await fill('sample');
    for (const name of readdirSync(join(directory, 'database')))
      writeFileSync(join(directory, 'database', name), 'garbage');
    const broken = await skc(directory, 'list');
    expect(broken.stderr).toContain(`the database in ${join(directory, 'database')} is damaged`);
    expect(broken.code).toBe(3);
    expect([0, 3]).toContain((await skc(directory, ...small)).code);
    expect((await skc(directory, 'list')).stdout).toContain('12 SKCs');
  });

  it('where the folder should be is named', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, 'x');
    for (const command of ['list', 'start', 'run']) {
      const { code, stderr } = await skc(file, command);
      expect(stderr).toMatch(/^error: could not use .*\/file(\/own)?: a file is where a folder should be\n/);
      expect(code).toBe(3);
    }
    expect(readFileSync(file, 'utf8')).toBe('x');
  });
});

describe.each(['database', 'sandbox'])('a run whose %s is killed', (name) => {
  it('ends with one sentence, and the next run completes it', async () => {
    // Large enough to be read for some seconds.
    const run = begun(directory, 'start', '--reset', '--accounts', '3', '--skcs', '80');
    await run.reached('reading: ');
    const lock = z.object({ pid: z.number() });
    process.kill(
      lock.parse(JSON.parse(readFileSync(join(directory, `${name}.lock`), 'utf8'))).pid,
      'SIGKILL',
    );
    const { code, stderr } = await run.ended;
    expect(stderr).toContain(`error: the ${name} of ${directory} ended while this command used it\n`);
    expect(code).toBe(3);
    const next = await skc(directory, 'start');
    expect([0, 3]).toContain(next.code);
    expect((await skc(directory, 'list')).stdout).toMatch(/\d{2,3} SKCs/);
  });
});
