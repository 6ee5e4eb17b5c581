import { existsSync, globSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A clock for processes started with `environment`, moved while they run. */
export interface MovableClock {
  /** The environment of a process that uses this clock. */
  environment: Readonly<Record<string, string>>;
  /**
   * Sets it a number of hours after (or before) the real clock, from where it runs on, and waits until the server at
   * `url` uses it.
   */
  moveTo(hours: number, url: string): Promise<void>;
}

const LIBRARIES = [
  '/usr/lib/*/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
  '/usr/local/lib/faketime/libfaketime.so.1',
  // Where .ci/run unpacks it if it is not installed.
  fileURLToPath(new URL('../../.cache/faketime/usr/lib/*/faketime/libfaketime.so.1', import.meta.url)),
];

/**
 * A clock by libfaketime (Debian's package `faketime`), kept in `file`; undefined if it is not installed.
 * @param monotonic Whether the monotonic clock moves as well: timers then fire when the clock jumps ahead.
 */
export function movableClock(file: string, monotonic: boolean): MovableClock | undefined {
  const library = LIBRARIES.flatMap((pattern) => globSync(pattern)).find((path) => existsSync(path));
  if (library === undefined) return undefined;
  const set = (hours: number) => {
    const seconds = Math.round(hours * 3600);
    writeFileSync(file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);
  };
  set(0);
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      // A move takes effect within a second; by default it would be ten.
      FAKETIME_CACHE_DURATION: '1',
      ...(monotonic ? {} : { DONT_FAKE_MONOTONIC: '1' }),
    },
    moveTo: async (hours, url) => {
      set(hours);
      await seen(hours, url);
    },
  };
}

/** HTTP servers return their time. */
async function seen(hours: number, url: string): Promise<void> {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    const shown = Date.parse(answer.headers.get('date') ?? '');
    if (Math.abs(shown - Date.now() - hours * 3_600_000) < 60_000) return;
    await sleep(100);
  }
  throw new Error(`the server at ${url} does not use its movable clock`);
}
