import { sanitize } from '../../shared/model/sanitize.ts';

/** Shows progress on stderr. */
export interface Progress {
  /** Shows what is being done now: `reading 12 of 42 targets`. Replaces the previous text. */
  update(text: string): void;
  /** Prints a permanent line. */
  note(text: string): void;
  /** Removes the progress line; nothing is shown after that. */
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
 * On a TTY, one line that is rewritten; elsewhere plain lines, at most one every two seconds, to keep logs short.
 * @param clock a monotonic clock in milliseconds.
 */
export function progressOn(stream: ProgressStream, clock: () => number): Progress {
  return stream.isTTY === true ? rewriting(stream, clock) : plain(stream, clock);
}

function rewriting(stream: ProgressStream, clock: () => number): Progress {
  let last = -Infinity;
  let shown = '';
  return {
    update: (text) => {
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
  // What ends at once needs no progress.
  let last = clock();
  return {
    update: (text) => {
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
