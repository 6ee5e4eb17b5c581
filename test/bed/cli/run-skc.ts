import pc from 'picocolors';
import { runProgram } from '../../../cli/main.ts';
import type { Opened } from '../../../cli/program/dependencies.ts';
import type { ExitCode } from '../../../cli/program/exit-codes.ts';
import type { InventoryReader } from '../../../shared/inventory/contract.ts';
import { NOW } from './estate.ts';

/** Runs one command line over an inventory; `closed` counts how often it was closed. */
export async function runSkc(
  argv: readonly string[],
  inventory: InventoryReader,
  { columns = 120, wide = false, ...opened }: Partial<Opened> & { columns?: number; wide?: boolean } = {},
): Promise<{ code: ExitCode; stdout: string; stderr: string; closed: number }> {
  let stdout = '';
  let stderr = '';
  let closed = 0;
  const code = await runProgram(argv, {
    terminal: {
      print: async (text) => {
        stdout += text;
      },
      show: (text) => {
        stdout += text;
      },
      say: (text) => {
        stderr += `${text}\n`;
      },
      columns,
      wide,
      colours: pc.createColors(false),
      debug: false,
    },
    now: () => NOW,
    open: async () => ({
      inventory,
      close: async () => {
        closed += 1;
      },
      ...opened,
    }),
  });
  return { code, stdout, stderr, closed };
}
