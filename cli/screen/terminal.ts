import type { Writable } from 'node:stream';
import pc from 'picocolors';

type Colours = ReturnType<typeof pc.createColors>;

/** Where a command prints. Results go to stdout, everything else to stderr. */
export interface Terminal {
  /** Writes to stdout; resolves when the text is flushed, so that long output needs little memory. */
  print(text: string): Promise<void>;
  /** Writes a short text to stdout at once: help. */
  show(text: string): void;
  /** Writes one or more lines to stderr. */
  say(text: string): void;
  /** Width of the screen in columns; as wide as needed where nothing is cut. */
  columns: number;
  /** Whether names are printed whole: with `--wide`, and where the output is not a screen. */
  wide?: boolean;
  colours: Colours;
  /** Whether errors show their stacks. */
  debug: boolean;
}

/** The reader of the output has closed it (`skc list | head`): not an error. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

interface Screen extends Writable {
  isTTY?: boolean;
  columns?: number;
}

/** Wider than any line. */
const UNCUT = 20_000;

/** The terminal of a process. Without a TTY, or with `--wide`, nothing is cut; without a TTY nothing is coloured. */
export function terminalOf(
  stdout: Screen,
  stderr: Screen,
  environment: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
): Terminal {
  const plain = argv.includes('--no-color') || (environment['NO_COLOR'] ?? '') !== '';
  const wide = argv.includes('--wide') || stdout.isTTY !== true;
  const forced = (environment['FORCE_COLOR'] ?? '0') !== '0';
  // A write's own callback reports the error; without a listener the event would end the process.
  stdout.on('error', () => undefined);
  return {
    print: (text) => write(stdout, text),
    show: (text) => {
      stdout.write(text);
    },
    say: (text) => {
      stderr.write(`${text}\n`);
    },
    columns: wide ? UNCUT : Math.min(Math.max(stdout.columns ?? 120, 60), 200),
    wide,
    colours: pc.createColors(!plain && (forced || stdout.isTTY === true)),
    debug: environment['SKC_DEBUG'] === '1',
  };
}

function write(stream: Screen, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === undefined || error === null) return resolve();
      const closed = 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
      return reject(
        closed ? new OutputClosed('the output was closed by its reader', { cause: error }) : error,
      );
    });
  });
}

/** The longest text that a cell shows: longer than any name where the output is wide. */
export function longest({ wide }: Pick<Terminal, 'wide'>, narrow: number): number {
  return wide === true ? 4096 : narrow;
}
