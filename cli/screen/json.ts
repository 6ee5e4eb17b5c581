import type { Terminal } from './terminal.ts';

/** Prints one JSON array, each item as soon as it arrives, so that any number of items needs little memory. */
export async function printJson(
  terminal: Terminal,
  items: AsyncIterable<unknown> | Iterable<unknown>,
): Promise<number> {
  let count = 0;
  for await (const item of items) {
    await terminal.print(`${count === 0 ? '[' : ','}\n${escaped(JSON.stringify(item))}`);
    count += 1;
  }
  await terminal.print(count === 0 ? '[]\n' : '\n]\n');
  return count;
}

/**
 * JSON does not escape everything that a terminal interprets or that hides or reorders text: DEL, the C1 controls and
 * format characters. Written as `\uXXXX` they parse to the same text.
 */
function escaped(json: string): string {
  return json.replace(INVISIBLE, (text) =>
    Array.from(
      { length: text.length },
      (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
