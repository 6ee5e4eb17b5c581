import { createInterface } from 'node:readline/promises';

/** Asks on the screen. @returns what was typed; undefined where nobody is there to answer. */
export async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const screen = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await screen.question(question)).trim();
  } finally {
    screen.close();
  }
}
