import type { Terminal } from './terminal.ts';

/** Prints one JSON array, an item as soon as it comes, so that any number of them needs little memory. */
export async function printJson(terminal: Terminal, items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const item of items) {
    await terminal.print(`${count === 0 ? '[' : ','}\n${escaped(JSON.stringify(item))}`);
    count += 1;
  }
  await terminal.print(count === 0 ? '[]\n' : '\n]\n');
  return count;
}

/**
 * JSON lets stand what a terminal obeys or a reader does not see: DEL and the C1 controls, what reorders or hides text.
 * Written as `\uXXXX` they read back as the same names.
 */
function escaped(json: string): string {
  return json.replace(UNSEEN, (text) =>
    Array.from(
      { length: text.length },
      (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
