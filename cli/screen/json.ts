import type { Terminal } from '../terminal.ts';

/** Prints one JSON array, an item as soon as it comes, so that any number of them needs little memory. */
export async function printJson(terminal: Terminal, items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const item of items) {
    await terminal.print(`${count === 0 ? '[' : ','}\n${JSON.stringify(item)}`);
    count += 1;
  }
  await terminal.print(count === 0 ? '[]\n' : '\n]\n');
  return count;
}
