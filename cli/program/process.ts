import { instant } from '../../shared/model/instant.ts';
import { openInventory } from '../local/open-inventory.ts';
import { runProgram } from '../main.ts';
import { terminalOf } from '../screen/terminal.ts';

/** The command line as a process: its arguments, its streams, its exit code. */
export async function runProcess(): Promise<void> {
  const argv = process.argv.slice(2);
  process.exitCode = await runProgram(argv, {
    terminal: terminalOf(process.stdout, process.stderr, process.env, argv),
    now: () => instant(new Date()),
    open: openInventory,
  });
}
