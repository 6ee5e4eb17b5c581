import { existsSync, globSync, writeFileSync } from 'node:fs';

/** A clock for processes started with `environment`, moved while they run. */
export interface MovableClock {
  /** What a process is started with so that it goes by this clock. */
  environment: Readonly<Record<string, string>>;
  /** Sets it so many hours after (or before) the true one; it goes on from there. */
  moveTo(hours: number): void;
}

const LIBRARIES = [
  '/usr/lib/*/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
  '/usr/lib64/faketime/libfaketime.so.1',
  '/usr/local/lib/faketime/libfaketime.so.1',
];

/**
 * A clock by libfaketime (Debian's package `faketime`), kept in `file`; undefined where it is not installed.
 * @param monotonic Whether time that is only measured moves as well: timers then fire when the clock jumps ahead.
 */
export function movableClock(file: string, monotonic: boolean): MovableClock | undefined {
  const library = LIBRARIES.flatMap((pattern) => globSync(pattern)).find((path) => existsSync(path));
  if (library === undefined) return undefined;
  const moveTo = (hours: number) => {
    const seconds = Math.round(hours * 3600);
    writeFileSync(file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);
  };
  moveTo(0);
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      // A move is seen after a second; by default it were ten.
      FAKETIME_CACHE_DURATION: '1',
      ...(monotonic ? {} : { DONT_FAKE_MONOTONIC: '1' }),
    },
    moveTo,
  };
}
