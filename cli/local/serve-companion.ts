import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';

const FIRST_CALLER_WITHIN_MS = 15_000;
const IDLE_MS = 1500;
const LOOK_EVERY_MS = 250;

/** A server that listens on 127.0.0.1 and knows its number of connections. */
export interface CompanionServer {
  port: number;
  connections: () => number;
}

/**
 * Runs a server as a companion: takes the lock, writes its port into it once it listens, and ends when it has had no
 * connection for a moment. It ends at once if a running process holds the lock.
 */
export async function serveCompanion(lock: string, open: () => Promise<CompanionServer>): Promise<void> {
  if (!takeLock(lock)) return;
  process.on('SIGTERM', () => end(lock));
  const { port, connections } = await open();
  publishPort(lock, port);
  let idleSince = Date.now() + FIRST_CALLER_WITHIN_MS - IDLE_MS;
  setInterval(() => {
    if (connections() > 0) idleSince = Date.now();
    else if (Date.now() - idleSince > IDLE_MS) endUnlessCalled(lock, port, connections);
  }, LOOK_EVERY_MS);
}

/** Written to a second file, then renamed: a reader never sees half of it. */
function publishPort(lock: string, port: number): void {
  writeFileSync(`${lock}.${process.pid}`, JSON.stringify({ pid: process.pid, port }));
  renameSync(`${lock}.${process.pid}`, lock);
}

/** A caller may have read the port just before the lock was removed: if it connects a moment later, it is served. */
function endUnlessCalled(lock: string, port: number, connections: () => number): void {
  rmSync(lock, { force: true });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  setImmediate(() => {
    if (connections() === 0) end(lock);
    else publishPort(lock, port);
  });
}

function end(lock: string): void {
  rmSync(lock, { force: true });
  process.exit(0);
}

function takeLock(lock: string): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(lock, 'wx');
      writeSync(file, JSON.stringify({ pid: process.pid }));
      closeSync(file);
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (isAlive(holderOf(lock))) return false;
      // Its holder was killed before it could remove the lock.
      rmSync(lock, { force: true });
    }
  }
  return false;
}

function holderOf(lock: string): number {
  const holder: unknown = JSON.parse(readFileSync(lock, 'utf8') || '{}');
  return typeof holder === 'object' && holder !== null && 'pid' in holder ? Number(holder.pid) : 0;
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process, or a process of another user that has the same id by now.
    return false;
  }
}
