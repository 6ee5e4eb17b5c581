import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const READY_WITHIN_MS = 20_000;
const POLL_MS = 25;
/** Number of attempts: a companion that was just ending may have blocked the first one. */
const START_AGAIN_MS = 3000;

/** A server in a separate process, shared by several commands: the embedded database, the sandbox. */
export interface Companion {
  port: number;
  /** Releases it; the process ends when it has no connections left. */
  release: () => void;
}

/** The companion did not start. */
export class CompanionFailed extends Error {
  override readonly name = 'CompanionFailed';
}

/**
 * Connects to the companion of a directory and starts it if it is not running. It listens on 127.0.0.1 only; its port
 * is in `<directory>/<name>.lock`, its errors are in `<directory>/<name>.log`.
 * @throws {CompanionFailed} with the last lines of its log.
 */
export async function companion(
  name: string,
  directory: string,
  args: readonly string[] = [],
): Promise<Companion> {
  mkdirSync(directory, { recursive: true });
  const lock = join(directory, `${name}.lock`);
  const deadline = Date.now() + READY_WITHIN_MS;
  let startAgainAt = 0;
  while (Date.now() < deadline) {
    const held = await hold(lock);
    if (held !== undefined) return held;
    if (Date.now() >= startAgainAt && portIn(lock) === undefined) {
      start(name, directory, lock, args);
      startAgainAt = Date.now() + START_AGAIN_MS;
    }
    await sleep(POLL_MS);
  }
  const log = join(directory, `${name}.log`);
  throw new CompanionFailed(
    `The ${name} did not start within ${READY_WITHIN_MS / 1000} s. ${lastLines(log)}`,
  );
}

/** Holds a connection open as long as this process needs the companion, which ends when it has none. */
async function hold(lock: string): Promise<Companion | undefined> {
  const port = portIn(lock);
  if (port === undefined) return undefined;
  let socket = await connected(port);
  if (socket === undefined) return undefined;
  let released = false;
  // The server closes connections that send no request within a minute; another one replaces it.
  const renew = async (): Promise<void> => {
    if (released) return;
    socket = await connected(port);
    socket?.unref().on('close', () => void renew());
  };
  socket.unref().on('close', () => void renew());
  return {
    port,
    release: () => {
      released = true;
      socket?.destroy();
    },
  };
}

function connected(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    // Reads the data, so that the end is noticed: the server sends a response before it closes an idle connection.
    socket.once('connect', () => resolve(socket.resume()));
    // Nothing is listening: the caller starts another companion or gives up.
    socket.on('error', () => resolve(undefined));
  });
}

const lockSchema = z.object({ pid: z.number(), port: z.number().optional() });

function portIn(lock: string): number | undefined {
  const text = textOf(lock);
  if (text === '') return undefined;
  const parsed = lockSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data.port : undefined;
}

function start(name: string, directory: string, lock: string, args: readonly string[]): void {
  const script = fileURLToPath(new URL(`./${name}-process.ts`, import.meta.url));
  const log = openSync(join(directory, `${name}.log`), 'a');
  const child = spawn(process.execPath, [script, lock, directory, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', log],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  child.unref();
}

function lastLines(log: string): string {
  const lines = textOf(log).trim().split('\n').slice(-5).join('\n');
  return lines === '' ? `See ${log}.` : `Its log (${log}) ends:\n${lines}`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
