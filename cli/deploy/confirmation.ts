import { createInterface } from 'node:readline/promises';

/** Asks on the terminal. @returns the answer; undefined without a terminal. */
export async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const screen = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await screen.question(question)).trim();
  } finally {
    screen.close();
  }
}
