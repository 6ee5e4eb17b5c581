import { resolve } from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import { instantSchema } from '../../shared/model/fields.ts';
import { deployedConfigFile } from '../program/config-file.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { globalOptionsOf } from '../program/global-options.ts';
import { parsedOptions } from '../reading/filter-options.ts';

const ownOptions = z.object({ to: instantSchema, yes: z.boolean().default(false) });

/** `skc restore`: the deployed inventory as of an earlier time. */
export function registerRestore(program: Command, dependencies: Dependencies): void {
  program
    .command('restore')
    .description('Make the deployed inventory what it was at an earlier time; shows what differs, then asks.')
    .requiredOption('--to <time>', 'a second within the last 35 days, in UTC: 2027-03-01T05:00:00Z')
    .option('--yes', 'do not ask for confirmation; needed where there is no terminal to ask on')
    .addHelpText(
      'after',
      `
Examples:
  $ skc restore --to 2027-03-01T05:00:00Z

Restores to a table of its own first, then copies what differs into the deployed table. No run starts until that is
complete. If it is interrupted, the same command continues. What was sent since then is sent again.`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { to, yes } = parsedOptions(ownOptions, command);
      const { config, stack } = globalOptionsOf(command);
      const file = deployedConfigFile(config);
      const { restore } = await import('../deploy/restore.ts');
      await restore({ file: file === undefined ? undefined : resolve(file), stack, to, yes }, dependencies);
    });
}
