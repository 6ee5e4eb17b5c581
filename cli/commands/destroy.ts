import { resolve } from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import type { Dependencies } from '../program/dependencies.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { globalOptionsOf } from '../program/global-options.ts';
import { deployedConfigFile } from '../program/config-file.ts';

const ownOptions = z.object({ yes: z.boolean().default(false) });

/** `npm run destroy`: removes the stack and keeps its data. */
export function registerDestroy(program: Command, dependencies: Dependencies): void {
  program
    .command('destroy')
    .description(
      'Remove the deployed stack. The table, the bucket, their key, the logs and the topics of accounts are kept, and listed.',
    )
    .option('--yes', 'do not ask for confirmation; needed where there is no terminal to ask on')
    .addHelpText(
      'after',
      `
Examples:
  $ skc destroy                                    asks for confirmation (npm run destroy)
  $ skc destroy --yes

Deploying again reuses what was kept.`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { yes } = parsedOptions(ownOptions, command);
      const { config, stack } = globalOptionsOf(command);
      const file = deployedConfigFile(config);
      const { destroy } = await import('../deploy/destroy.ts');
      await destroy({ file: file === undefined ? undefined : resolve(file), stack, yes }, dependencies);
    });
}
