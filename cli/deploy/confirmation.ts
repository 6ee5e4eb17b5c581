import { createInterface } from 'node:readline/promises';
import { UsageError } from '../program/usage-error.ts';

/**
 * Refuses to change anything if no person can be asked: input from a pipe is not a decision.
 * @throws {UsageError} without a terminal, unless `yes`.
 */
export function requireConfirmation(command: string, yes: boolean): void {
  if (yes || process.stdin.isTTY) return;
  throw new UsageError(
    `skc ${command} asks for confirmation, and there is no terminal to ask on; nothing was changed`,
    `To skip the question: skc ${command} --yes`,
  );
}

/** Asks on the terminal. */
export async function ask(question: string): Promise<string> {
  const screen = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await screen.question(question)).trim();
  } finally {
    screen.close();
  }
}
