import { resolve } from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import type { Dependencies } from '../program/dependencies.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { globalOptionsOf } from '../program/global-options.ts';
import { deployedConfigFile } from '../program/config-file.ts';

const ownOptions = z.object({ yes: z.boolean().default(false), verbose: z.boolean().default(false) });

/** `npm run deploy`: the whole pipeline into the account of the credentials. */
export function registerDeploy(program: Command, dependencies: Dependencies): void {
  program
    .command('deploy')
    .description(
      'Deploy SKC Watch into your security account: checks first, shows the changes, then asks for confirmation.',
    )
    .option('--yes', 'do not ask for confirmation; needed where there is no terminal to ask on')
    .option('--verbose', 'show every change of every resource, permissions included')
    .addHelpText(
      'after',
      `
Examples:
  $ skc deploy                                     with skc.config.json if it exists (npm run deploy)
  $ skc deploy --verbose                           every change in full, before the question
  $ skc deploy --config other.json --yes

The region is AWS_REGION, else alerts.region of the configuration. A table, bucket and key that an earlier
deployment left behind are reused. --stack can name only SkcWatch: there is one deployment per account and region.`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { yes, verbose } = parsedOptions(ownOptions, command);
      const options = globalOptionsOf(command);
      const { config, stack } = options;
      const file = deployedConfigFile(config);
      const { deploy } = await import('../deploy/deploy.ts');
      await deploy(
        { file: file === undefined ? undefined : resolve(file), stack, yes, verbose, options },
        dependencies,
      );
    });
}
