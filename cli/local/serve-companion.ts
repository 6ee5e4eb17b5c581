import type { Server } from 'node:http';
import { holdsLock, removeOwnLock, rewriteLock, takeLock } from './companion-lock.ts';
import { protection } from './protection.ts';
import { StoreUnusable } from './store-unusable.ts';
import { errorText } from '../../shared/model/error-text.ts';

const FIRST_CALLER_WITHIN_MS = 15_000;
const IDLE_MS = 1500;
const LOOK_EVERY_MS = 250;
/** Afterwards it ends as if it were killed, which loses nothing. */
const CLOSED_WITHIN_MS = 3000;
/** For its last line to arrive. */
const LAST_WORDS_MS = 100;

/** A server that listens on 127.0.0.1. */
export interface CompanionServer {
  port: number;
  /** Stops listening, ends all connections, and returns when everything is stored. */
  close: () => Promise<void>;
}

/** What a companion's server needs. */
export interface CompanionSetting {
  /** Applies to every HTTP server of the companion, before it listens. */
  protect: (server: Server) => void;
  /** Address of one of its ports, with the key. */
  urlOf: (port: number) => string;
  /** Says to the commands that use it why it cannot go on, and ends the process. */
  fail: (problem: StoreUnusable) => void;
}

/**
 * Runs a server as a companion: takes the lock, writes its port into it once it listens, and ends when no command has
 * held it for a moment. It ends at once if there is a lock already.
 */
export async function serveCompanion(
  file: string,
  open: (setting: CompanionSetting) => Promise<CompanionServer>,
): Promise<void> {
  try {
    process.umask(0o077);
    const lock = takeLock(file);
    if (lock === undefined) process.exit(0);
    process.on('exit', () => removeOwnLock(file, lock));
    process.on('SIGTERM', () => process.exit(0));
    let server: CompanionServer | undefined;
    // The lock goes last (on exit): a successor that starts earlier would find the files in use.
    const end = () => {
      refuseHolders();
      setTimeout(() => process.exit(0), CLOSED_WITHIN_MS);
      void server?.close().finally(() => process.exit(0));
    };
    let failing = false;
    const fail = (problem: StoreUnusable) => {
      if (failing) return;
      failing = true;
      console.error(problem.message, problem.cause);
      tell(reportOf(problem));
      setTimeout(() => process.exit(1), LAST_WORDS_MS);
    };
    const { protect, holders, refuseHolders, tell } = protection(lock.key, end);
    process.on('uncaughtException', (cause) => {
      const reason = `the server of ${file} failed: ${cause.message}`;
      fail(new StoreUnusable(reason, 'Run the command again: what was stored is still there.', { cause }));
    });
    server = await open({ protect, fail, urlOf: (port) => `http://127.0.0.1:${port}/${lock.key}` });
    rewriteLock(file, { ...lock, port: server.port });
    if (process.connected) process.disconnect();
    let idleSince = Date.now() + FIRST_CALLER_WITHIN_MS - IDLE_MS;
    const watch = setInterval(() => {
      if (holders() > 0) idleSince = Date.now();
      else if (Date.now() - idleSince > IDLE_MS || !holdsLock(file, lock)) {
        clearInterval(watch);
        end();
      }
    }, LOOK_EVERY_MS);
  } catch (error) {
    await report(error);
    process.exit(1);
  }
}

/** Goes to the process that started it as well as to the log, because with a full disk there is no log. */
async function report(error: unknown): Promise<void> {
  console.error(error);
  if (!process.connected) return;
  await new Promise<void>((resolve) =>
    process.send?.(reportOf(error), undefined, undefined, () => resolve()),
  );
}

function reportOf(error: unknown): string {
  const failed = errorText(error);
  const nextStep = error instanceof StoreUnusable ? error.nextStep : 'npm start -- --reset starts over.';
  return JSON.stringify({ failed, nextStep });
}
