import { describe, expect, it } from 'vitest';
import { progressOn } from '../../../cli/screen/progress.ts';

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 20, write: (text: string) => written.push(text) };
}

describe('progressOn', () => {
  it('writes plain lines at most every two seconds without a TTY, and none before the first two', () => {
    const log = screen(false);
    let now = 0;
    const progress = progressOn(log, () => now);
    for (now = 0; now <= 5000; now += 500) progress.update(`at ${now}`);
    expect(log.written).toEqual(['at 2000\n', 'at 4000\n']);
  });

  it('rewrites one line on a TTY, within its width, and leaves it empty at the end', () => {
    const tty = screen(true);
    let now = 0;
    const progress = progressOn(tty, () => now);
    progress.update('reading 1 of 42 targets in eu-west-1');
    now = 100;
    progress.update('done');
    progress.end();
    expect(tty.written).toEqual(['\r\u001b[Kreading 1 of 42 ta…', '\r\u001b[Kdone', '\r\u001b[K']);
  });

  it('prints notes on separate lines, sanitized', () => {
    const log = screen(false);
    progressOn(log, () => 0).note('made topic \u001b[31mred\nline');
    expect(log.written).toEqual(['made topic red line\n']);
  });
});
