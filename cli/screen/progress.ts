import { sanitize } from '../../shared/model/sanitize.ts';

/** Tells on stderr what is being done while it is done. */
export interface Progress {
  /** What is being done now: `reading 12 of 42 targets`. Replaces what was told before. */
  tell(text: string): void;
  /** A line that stays. */
  note(text: string): void;
  /** Removes the line that was rewritten; nothing is told after it. */
  end(): void;
}

export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const PLAIN_EVERY_MS = 2000;
const REWRITE_EVERY_MS = 80;
// Carriage return, then "erase to the end of the line".
const ERASE = '\r\u001b[K';

/**
 * One rewriting line on a TTY; elsewhere plain lines, at most one every two seconds, so that a log stays short.
 * @param clock milliseconds that never go back.
 */
export function progressOn(stream: ProgressStream, clock: () => number): Progress {
  return stream.isTTY === true ? rewriting(stream, clock) : plain(stream, clock);
}

function rewriting(stream: ProgressStream, clock: () => number): Progress {
  let last = -Infinity;
  let shown = '';
  return {
    tell: (text) => {
      const line = sanitize(text, (stream.columns ?? 80) - 1);
      const now = clock();
      if (line === shown || now - last < REWRITE_EVERY_MS) return;
      last = now;
      shown = line;
      stream.write(`${ERASE}${line}`);
    },
    note: (text) => {
      stream.write(`${shown === '' ? '' : ERASE}${sanitize(text, 400)}\n`);
      shown = '';
    },
    end: () => {
      if (shown !== '') stream.write(ERASE);
      shown = '';
    },
  };
}

function plain(stream: ProgressStream, clock: () => number): Progress {
  let last = -Infinity;
  return {
    tell: (text) => {
      const now = clock();
      if (now - last < PLAIN_EVERY_MS) return;
      last = now;
      stream.write(`${sanitize(text, 400)}\n`);
    },
    note: (text) => {
      stream.write(`${sanitize(text, 400)}\n`);
    },
    end: () => {
      last = Infinity;
    },
  };
}
