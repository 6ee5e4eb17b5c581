import pc from 'picocolors';
import { runProgram } from '../../../cli/main.ts';
import type { Dependencies } from '../../../cli/program/dependencies.ts';

/** A command's stdout, stderr and exit code. */
export interface Captured {
  stdout: string;
  stderr: string;
  code: number;
}

/** Runs `skc` in this process over an opened inventory. */
export async function captured(
  argv: readonly string[],
  dependencies: Pick<Dependencies, 'open' | 'now'>,
): Promise<Captured> {
  const result = { stdout: '', stderr: '', code: 0 };
  const code = await runProgram([...argv], {
    ...dependencies,
    terminal: {
      columns: 100,
      debug: false,
      colours: pc.createColors(false),
      print: async (text: string) => {
        result.stdout += text;
      },
      show: (text: string) => {
        result.stdout += text;
      },
      say: (text: string) => {
        result.stderr += `${text}\n`;
      },
    },
  });
  return { ...result, code };
}
