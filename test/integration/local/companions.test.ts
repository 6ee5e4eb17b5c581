import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { endCompanion } from '../../../cli/local/companion.ts';
import { removeOwnLock, removeStaleLock, takeLock } from '../../../cli/local/companion-lock.ts';
import { openDatabase } from '../../../cli/local/database.ts';
import { openSandbox } from '../../../cli/local/sandbox.ts';
import { fileProblem, StoreUnusable } from '../../../cli/local/store-unusable.ts';
import { openBlackHole } from '../../bed/servers/black-hole.ts';
import { openStalling } from '../../bed/servers/stalling.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'skc-local-'));
});
afterEach(async () => {
  await endCompanion('database', directory);
  await endCompanion('sandbox', directory);
  rmSync(directory, { recursive: true, force: true });
});

const CONTACT = {
  kind: 'inbox',
  address: 'a@example.com',
  source: 'config',
  since: '2026-11-21T06:00:00Z',
} as const;
const lockFile = (name = 'database') => join(directory, `${name}.lock`);
const lockSchema = z.object({ pid: z.number(), port: z.number(), key: z.string(), started: z.string() });
const lockOf = (name = 'database') => lockSchema.parse(JSON.parse(readFileSync(lockFile(name), 'utf8')));

async function stored(): Promise<string[]> {
  const { inventory, close } = await openDatabase(directory);
  const contacts = await inventory.contacts('aws#111122223333');
  close();
  return contacts.map(({ address }) => address);
}

async function storeOne(): Promise<void> {
  const { inventory, close } = await openDatabase(directory);
  await inventory.seedContact('aws#111122223333', CONTACT);
  close();
}

async function killed(name = 'database'): Promise<void> {
  const { pid } = lockOf(name);
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await sleep(5);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a companion that is gone', () => {
  it('is replaced after it was killed, with everything that was stored', async () => {
    await storeOne();
    await killed();
    expect(existsSync(lockFile())).toBe(true);
    expect(await stored()).toEqual(['a@example.com']);
  });

  it('is replaced while a command uses it, which says so in one sentence', async () => {
    await storeOne();
    const { inventory, close } = await openDatabase(directory);
    await killed();
    await expect(inventory.contacts('aws#111122223333')).rejects.toThrow(
      `the database of ${directory} ended while this command used it`,
    );
    close();
    expect(await stored()).toEqual(['a@example.com']);
  });

  it('is not looked for behind the port of another directory', async () => {
    await storeOne();
    const other = mkdtempSync(join(tmpdir(), 'skc-other-'));
    onTestFinished(async () => {
      await endCompanion('database', other);
      rmSync(other, { recursive: true });
    });
    const empty = await openDatabase(other);
    const { port } = lockSchema.parse(JSON.parse(readFileSync(join(other, 'database.lock'), 'utf8')));
    await endCompanion('database', directory);
    // As after a restart of the machine: the port and the process id belong to another program by now.
    writeFileSync(
      lockFile(),
      JSON.stringify({ pid: process.pid, port, key: 'k'.repeat(43), started: '2026-11-21T06:00:00Z' }),
    );
    expect(await stored()).toEqual(['a@example.com']);
    empty.close();
  });

  it('is not believed if it answers without the proof', async () => {
    const impostor = createServer((_request, response) => response.end('proof\n'));
    impostor.listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    onTestFinished(() => void impostor.close());
    const address = impostor.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    writeFileSync(
      lockFile(),
      JSON.stringify({ pid: process.pid, port, key: 'k'.repeat(43), started: '2026-11-21T06:00:00Z' }),
    );
    await storeOne();
    expect(lockOf().port).not.toBe(port);
  });

  it.each([
    ['takes connections and says nothing', openBlackHole],
    ['begins to answer and stalls', async () => openStalling(false)],
  ])('is not waited for behind the port of a server that %s', async (_how, open) => {
    const foreign = await open();
    onTestFinished(() => foreign.close());
    const { port } = new URL('url' in foreign ? foreign.url : `http://${foreign.host}`);
    writeFileSync(
      lockFile(),
      JSON.stringify({
        pid: process.pid,
        port: Number(port),
        key: 'k'.repeat(43),
        started: '2026-11-21T06:00:00Z',
      }),
    );
    await storeOne();
    expect(lockOf().port).not.toBe(Number(port));
  });

  it.each(['', '{', '{"pid":', '{"pid":1}', 'null', '[]', '\u0000\u0000\u0000'])(
    'is replaced when its lock is %j',
    async (content) => {
      writeFileSync(lockFile(), content);
      await storeOne();
      expect(lockOf().pid).toBeGreaterThan(1);
    },
  );

  it('is not ended for a reset while another command uses it', async () => {
    const { close } = await openDatabase(directory);
    const { pid } = lockOf();
    await expect(endCompanion('database', directory)).rejects.toThrow(
      `another command uses the database in ${directory} (process ${pid})`,
    );
    expect(lockOf().pid).toBe(pid);
    close();
  });

  it('is started once by commands that start at the same time', async () => {
    writeFileSync(lockFile(), '{"pid":');
    const opened = await Promise.all([1, 2, 3].map(() => openDatabase(directory)));
    for (const { close } of opened) close();
    expect(readdirSync(directory).filter((name) => name.includes('.lock'))).toEqual(['database.lock']);
  });
});

describe('a lock', () => {
  it('of a successor is not removed', () => {
    const own = takeLock(lockFile());
    if (own === undefined) throw new Error('the lock was taken');
    removeStaleLock(lockFile(), own);
    const successor = takeLock(lockFile());
    removeOwnLock(lockFile(), own);
    removeStaleLock(lockFile(), own);
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toEqual(successor);
    rmSync(lockFile());
  });

  it('is taken by one process only', () => {
    expect(takeLock(lockFile())).toBeDefined();
    expect(takeLock(lockFile())).toBeUndefined();
    rmSync(lockFile());
  });

  it('and everything else in the folder is readable by its owner only', async () => {
    const folder = join(directory, '.skc');
    mkdirSync(folder, { mode: 0o755 });
    const { close } = await openDatabase(folder);
    const sandbox = await openSandbox(folder);
    const modes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
      (name) => statSync(join(folder, name)).mode & 0o077,
    );
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(new Set(modes)).toEqual(new Set([0]));
    close();
    sandbox.close();
    await endCompanion('database', folder);
    await endCompanion('sandbox', folder);
  });
});

it.runIf(existsSync('/proc/self/status'))('the database takes less than 120 MB', async () => {
  const { inventory, close } = await openDatabase(directory);
  const numbers = Array.from({ length: 600 }, (_, index) => index);
  const seed = (n: number) =>
    inventory.seedContact('aws#111122223333', { ...CONTACT, address: `${n}@example.com` });
  for (let from = 0; from < numbers.length; from += 20)
    await Promise.all(numbers.slice(from, from + 20).map(seed));
  for (let round = 0; round < 20; round += 1) await inventory.contacts('aws#111122223333');
  const status = readFileSync(`/proc/${lockOf().pid}/status`, 'utf8');
  close();
  // Its types may have to be stripped first. Without the flags of its process it takes 131 MB when it starts.
  expect(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024).toBeLessThan(120);
});

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  port?: number;
}

function asked({ method = 'GET', path = '/', headers = {}, port = 0 }: Asked): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve([answer.statusCode ?? 0, Buffer.concat(chunks).toString()]));
    });
    sent.on('connect', (answer, socket) => {
      socket.destroy();
      resolve([answer.statusCode ?? 0, '']);
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? '{}' : undefined);
  });
}

const LIST = {
  method: 'POST',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    'x-amz-date': '20261121T060000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=local/20261121/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
  },
};

describe('what a web page or another user of the machine sends', () => {
  it('to the database gets nothing', async () => {
    const { close } = await openDatabase(directory);
    const { port, key } = lockOf();
    const refused = [403, ''];
    const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    expect(await asked({ ...LIST, port, path: `/${key}/` })).toEqual([200, '{"TableNames":["skc-watch"]}']);
    expect(await asked({ port })).toEqual(refused);
    expect(await asked({ ...LIST, port })).toEqual(refused);
    expect(await asked({ ...LIST, port, path: `/${wrong}/` })).toEqual(refused);
    expect(await asked({ ...LIST, port, path: `/${key}x/` })).toEqual(refused);
    expect(await asked({ port, path: `/${wrong}/_companion/hold?nonce=1` })).toEqual(refused);
    const rebound = { ...LIST.headers, host: `page.example:${port}` };
    expect(await asked({ ...LIST, port, path: `/${key}/`, headers: rebound })).toEqual(refused);
    for (const origin of ['https://page.example', 'null', `http://127.0.0.1:${port}`]) {
      const headers = { ...LIST.headers, origin };
      expect(await asked({ ...LIST, port, path: `/${key}/`, headers })).toEqual(refused);
      expect(await asked({ port, path: `/${key}/`, method: 'OPTIONS', headers })).toEqual(refused);
    }
    close();
  });

  it('to the sandbox gets nothing, from its proxy neither', async () => {
    const { control, close } = await openSandbox(directory);
    const { port, key } = lockOf('sandbox');
    const refused = [403, ''];
    const { ok } = await control.health();
    expect(ok).toBe(true);
    expect(await asked({ port, path: '/_sandbox/health' })).toEqual(refused);
    expect(await asked({ port, path: '/_gcp/v1/projects' })).toEqual(refused);
    expect(await asked({ method: 'POST', port, path: '/_sandbox/clock' })).toEqual(refused);
    const headers = { origin: 'https://page.example' };
    expect(await asked({ port, path: `/${key}/_sandbox/health`, headers })).toEqual(refused);
    const proxy = (await control.azure())?.port ?? 0;
    const tunnel = { method: 'CONNECT', path: 'management.azure.com:443', port: proxy };
    const signIn = (password: string) => ({
      'proxy-authorization': `Basic ${Buffer.from(`skc:${password}`).toString('base64')}`,
    });
    expect(await asked(tunnel)).toEqual(refused);
    expect(await asked({ ...tunnel, headers: signIn('guess') })).toEqual(refused);
    expect(await asked({ ...tunnel, headers: signIn(key) })).toEqual([200, '']);
    close();
  });
});

describe('a folder that cannot be used', () => {
  const problemWith = async (folder: string): Promise<StoreUnusable> => {
    const began = performance.now();
    const problem: unknown = await openDatabase(folder).catch((error: unknown) => error);
    expect(performance.now() - began).toBeLessThan(2000);
    if (!(problem instanceof StoreUnusable)) throw new Error('the folder could be used', { cause: problem });
    return problem;
  };

  it('because it is a file is named', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, 'x');
    expect((await problemWith(file)).message).toBe(
      `could not use ${file}: a file is where a folder should be`,
    );
    expect((await problemWith(join(file, 'below'))).message).toContain('a file is where a folder should be');
  });

  it('because permission is denied is named', async () => {
    chmodSync(directory, 0o500);
    // The administrator may write anywhere, so the test becomes an ordinary user for a moment.
    const administrator = process.geteuid?.() === 0;
    if (administrator) chownSync(directory, 65_534, 65_534);
    if (administrator) process.seteuid?.(65_534);
    try {
      for (const folder of [directory, join(directory, 'new')])
        expect((await problemWith(folder)).message).toMatch(
          new RegExp(`^could not use ${folder}[a-z./]*: permission is denied$`),
        );
    } finally {
      if (administrator) process.seteuid?.(0);
      chmodSync(directory, 0o700);
    }
  });

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EROFS', 'the file system is read-only'],
  ])('because of %s is named', (code, reason) => {
    const error = Object.assign(new Error(code), { code, path: '/data/.skc/estate.json.new' });
    expect(fileProblem(error, '/data/.skc')?.message).toBe(
      `could not use /data/.skc/estate.json.new: ${reason}`,
    );
  });

  it('because LevelDB reports a full disk is named', () => {
    const cause = new Error('IO error: /data/.skc/database/000012.log: No space left on device');
    const error = new Error('Database write failed', { cause });
    expect(fileProblem(error, '/data/.skc/database')?.message).toBe(
      'could not use /data/.skc/database/000012.log: the disk is full',
    );
  });

  it('because the database is a file is named', async () => {
    writeFileSync(join(directory, 'database'), 'x');
    expect((await problemWith(directory)).message).toContain(
      `${join(directory, 'database')}: a file is where a folder should be`,
    );
  });

  it('because the database is damaged is named', async () => {
    await storeOne();
    await endCompanion('database', directory);
    for (const name of readdirSync(join(directory, 'database')))
      if (name.startsWith('MANIFEST')) writeFileSync(join(directory, 'database', name), 'garbage');
    const { message, nextStep } = await problemWith(directory);
    expect(message).toContain(`the database in ${join(directory, 'database')} is damaged`);
    expect(nextStep).toContain('npm start -- --reset');
  });
});

it('says which file could not be written when the disk is full, and keeps what was stored', async () => {
  await storeOne();
  await endCompanion('database', directory);
  // A limit of the size of files: writing fails in the middle, as on a full disk, whoever runs the test.
  const script = new URL('../../bed/local/write-much.ts', import.meta.url).pathname;
  const child = spawn('sh', [
    '-c',
    `trap "" XFSZ; ulimit -f 256; exec "$0" "$1" "$2"`,
    process.execPath,
    script,
    directory,
  ]);
  const said: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await once(child, 'close');
  expect(said.join('')).toMatch(
    /^could not use .*\/database\/\d+\.log: the file would exceed the limit of its size\n$/,
  );
  expect(await stored()).toContain('a@example.com');
});
