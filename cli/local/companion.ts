import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLock, removeStaleLock, type CompanionLock } from './companion-lock.ts';
import { END_PATH, HOLD_PATH, proofOf } from './protection.ts';
import { failureIn, startCompanion, type Start } from './start-companion.ts';
import { privateFolder } from './private-folder.ts';
import { StoreUnusable, withFile } from './store-unusable.ts';

const READY_WITHIN_MS = 20_000;
const ANSWERS_WITHIN_MS = 5000;
/** A process whose port refuses connections is ending; after this time its id belongs to another program. */
const ENDS_WITHIN_MS = 1200;
const POLL_MS = 25;

/** A server in a process of its own that several commands share: the embedded database, the sandbox. */
export interface Companion {
  /** Address with the key, without a slash at the end. */
  url: string;
  key: string;
  /** Why it no longer answers, although this process still holds it; undefined as long as it does. */
  failure: () => StoreUnusable | undefined;
  /** Releases it; the process ends by itself when no command holds it. */
  release: () => void;
}

/**
 * Connects to the companion of a directory and starts it if it is not running. It listens on 127.0.0.1 only; its port
 * and key are in `<directory>/<name>.lock`, its errors are in `<directory>/<name>.log`. A lock is used only if the server
 * behind its port proves that it knows the key: a process may have been killed, and its id and port given to others.
 * @throws {StoreUnusable} with the reason why it did not start.
 */
export async function companion(
  name: string,
  directory: string,
  args: readonly string[] = [],
): Promise<Companion> {
  privateFolder(directory);
  const file = join(directory, `${name}.lock`);
  const deadline = Date.now() + READY_WITHIN_MS;
  const look = lockWatch(file);
  let start: Start | undefined;
  while (Date.now() < deadline) {
    const held = await look();
    if (typeof held === 'object') return heldBy(held, name, directory);
    if (start?.failed() !== undefined) throw start.failed();
    if (held === 'free' && start?.running() !== true) start = startCompanion(name, file, directory, args);
    await sleep(POLL_MS);
  }
  throw new StoreUnusable(
    `the ${name} did not answer within ${READY_WITHIN_MS / 1000} s (${file})`,
    `Run the command again. ${lastLines(join(directory, `${name}.log`))}`,
  );
}

/**
 * Ends the companion of a directory if it is running.
 * @throws {StoreUnusable} if another command uses it.
 */
export async function endCompanion(name: string, directory: string): Promise<void> {
  const file = join(directory, `${name}.lock`);
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const lock = withFile(file, () => readLock(file));
    if (lock === undefined) return;
    if (lock === 'unreadable' || !isAlive(lock.pid)) removeStaleLock(file, lock);
    else if (await refusesToEnd(lock))
      throw new StoreUnusable(
        `another command uses the ${name} in ${directory} (process ${lock.pid})`,
        'Wait until it has ended, then run this one again.',
      );
    await sleep(POLL_MS);
  }
  throw new StoreUnusable(`the ${name} in ${directory} does not end`, `End the process named in ${file}.`);
}

async function refusesToEnd(lock: CompanionLock): Promise<boolean> {
  if (lock.port === undefined) return false;
  const answer = await ask(lock, END_PATH);
  return typeof answer === 'object' && answer.resume().statusCode === 409;
}

/** Looks at the lock again and again, and removes it when its companion is gone. */
function lockWatch(file: string): () => Promise<Held | 'free' | 'wait'> {
  let refusedSince: number | undefined;
  return async () => {
    const lock = withFile(file, () => readLock(file));
    if (lock === undefined) return 'free';
    const state = lock === 'unreadable' ? 'gone' : await stateOf(lock);
    if (typeof state === 'object') return state;
    refusedSince = state === 'refuses' ? (refusedSince ?? Date.now()) : undefined;
    const ended = refusedSince !== undefined && Date.now() - refusedSince > ENDS_WITHIN_MS;
    if (state === 'gone' || ended) withFile(file, () => removeStaleLock(file, lock));
    return 'wait';
  };
}

interface Held {
  lock: CompanionLock;
  answer: IncomingMessage;
}

async function stateOf(lock: CompanionLock): Promise<Held | 'gone' | 'refuses' | 'starts'> {
  if (!isAlive(lock.pid)) return 'gone';
  if (lock.port === undefined)
    return Date.parse(lock.started) + READY_WITHIN_MS < Date.now() ? 'gone' : 'starts';
  return hold(lock);
}

/** Holds the companion with a request that is answered as long as both processes live. */
async function hold(lock: CompanionLock): Promise<Held | 'gone' | 'refuses' | 'starts'> {
  const nonce = randomUUID();
  const answer = await ask(lock, `${HOLD_PATH}?nonce=${nonce}`);
  // A companion writes its port once it answers: another server has it now, or the process is stopped. If it lives after
  // all, it still has its files, and its successor says so.
  if (answer === 'silent') return 'gone';
  if (answer === undefined) return 'refuses';
  if (answer.statusCode !== 200 || (await firstLine(answer)) !== proofOf(lock.key, nonce)) {
    answer.destroy();
    return 'gone';
  }
  return { lock, answer };
}

/** Its process says on this connection why it must end; if it was killed, the connection breaks. */
function heldBy({ lock: { port, key }, answer }: Held, name: string, directory: string): Companion {
  let failure: StoreUnusable | undefined;
  const ended = () => {
    failure ??= new StoreUnusable(
      `the ${name} of ${directory} ended while this command used it`,
      `Run the command again: what was stored is still there. Its log is ${join(directory, `${name}.log`)}.`,
    );
  };
  answer.socket.unref();
  answer.on('data', (text: string) => (failure = failureIn(text))).on('close', ended);
  // A killed process breaks the connection instead of closing it.
  answer.on('error', ended);
  return {
    url: `http://127.0.0.1:${port}/${key}`,
    key,
    failure: () => failure,
    release: () => answer.destroy(),
  };
}

/** @returns `silent` if a server takes the connection and says nothing; undefined if none does. */
function ask({ port, key }: CompanionLock, path: string): Promise<IncomingMessage | 'silent' | undefined> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: `/${key}${path}`, agent: false }, (answer) => {
      asked.setTimeout(0);
      resolve(answer);
    });
    asked.on('error', () => resolve(undefined));
    asked.setTimeout(ANSWERS_WITHIN_MS, () => {
      resolve('silent');
      asked.destroy();
    });
    asked.end();
  });
}

function firstLine(answer: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const late = setTimeout(() => answer.destroy(), ANSWERS_WITHIN_MS);
    answer.setEncoding('utf8');
    const read = (chunk: string) => {
      text += chunk;
      if (!text.includes('\n') && text.length < 200) return;
      answer.off('data', read);
      clearTimeout(late);
      resolve(text.split('\n')[0]);
    };
    answer.on('data', read).once('close', () => {
      clearTimeout(late);
      resolve(undefined);
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process, or a process of another user that has the same id by now.
    return false;
  }
}

function lastLines(log: string): string {
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
  return lines === '' ? `Its log is ${log}.` : `Its log (${log}) ends:\n${lines}`;
}
