import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server in a separate process, on loopback. */
export interface ChildServer {
  url: string;
  pid: number;
  /** Ends the process and what it started, and waits until it is gone. */
  stop(): Promise<void>;
}

export class ServerNotReady extends Error {
  override readonly name = 'ServerNotReady';
}

const READY_MS = 60_000;

/**
 * Starts a program and waits until it responds.
 * @param log Where its output is written.
 * @throws {ServerNotReady} if it ends, or does not respond within a minute.
 */
export async function startServer(wish: {
  command: string;
  args: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  url: string;
  health: string;
  log: string;
}): Promise<ChildServer> {
  const output = createWriteStream(wish.log);
  // Its own group, so that the processes it starts (Lambda's workers) can be ended with it.
  const child = spawn(wish.command, [...wish.args], {
    env: { ...wish.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout.pipe(output);
  child.stderr.pipe(output);
  const ended = once(child, 'close');
  const { pid } = child;
  // The process that started the tests ends remaining servers.
  if (pid !== undefined) writeFileSync(`${wish.log}.pid`, String(pid));
  if (pid === undefined) throw new ServerNotReady(`${wish.command} could not be started.`);
  const server: ChildServer = { url: wish.url, pid, stop: () => stop(child, pid, ended) };
  const until = Date.now() + READY_MS;
  while (Date.now() < until && child.exitCode === null) {
    if (await answers(`${wish.url}${wish.health}`)) return server;
    await sleep(100);
  }
  await server.stop();
  throw new ServerNotReady(`${wish.command} did not answer at ${wish.url}; its output is in ${wish.log}.`);
}

/** A free port on loopback. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return true;
  } catch (error) {
    // Not listening or not responding yet.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return false;
    throw error;
  }
}

async function stop(child: ChildProcess, pid: number, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return signalGroup(pid, 'SIGKILL');
  signalGroup(pid, 'SIGTERM');
  const gone = await Promise.race([ended.then(() => true), sleep(5000, false)]);
  // Workers may outlive the server that started them.
  signalGroup(pid, 'SIGKILL');
  if (!gone) await ended;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // No process of the group is left.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
