import type { Command } from 'commander';
import * as z from 'zod';
import { SEVERITIES } from '../../shared/model/finding.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { globalOptionsOf, refuseOtherStore } from '../program/global-options.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { UsageError } from '../program/usage-error.ts';
import { failOnOption } from '../run/fail-on-option.ts';

const ownOptions = z.object({
  days: z
    .string()
    .regex(/^\d{1,4}$/, 'expected a number of days from 0 to 3650')
    .transform(Number)
    .pipe(z.number().max(3650)),
  reset: z.boolean().default(false),
  accounts: z
    .string()
    .regex(/^\d{1,3}$/, 'expected a number of accounts')
    .transform(Number)
    .optional(),
  skcs: z
    .string()
    .regex(/^\d{1,6}$/, 'expected a number of SKCs')
    .transform(Number)
    .optional(),
  seed: z
    .string()
    .regex(/^\d{1,9}$/, 'expected a number')
    .transform(Number)
    .default(1),
  failOn: z.enum(SEVERITIES).optional(),
});

/** `skc start`: the whole pipeline over the sample organisation in the sandbox. */
export function registerStart(program: Command, dependencies: Dependencies): void {
  program
    .command('start')
    .description('Run the whole pipeline over a sample organisation, on this machine only.')
    .option('--days <days>', "first move the sandbox's clock forward by this many days", '0')
    .option(
      '--accounts <number>',
      'with --reset: a generated organisation with this many accounts instead of the sample',
    )
    .option('--skcs <number>', 'with --reset: its number of SKCs')
    .option('--seed <number>', 'with --reset: another seed generates another organisation', '1')
    .option('--reset', 'start over: delete the sample organisation, its inventory and its messages')
    .addOption(failOnOption())
    .addHelpText(
      'after',
      `
Examples:
  $ skc start                 the sample organisation as of today
  $ skc start --days 30       a month later: escalations, rotations, resolutions, and their messages
  $ skc start --reset         start over
  $ skc start --reset --accounts 20 --skcs 5000    a larger, generated organisation`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { days, reset, failOn, accounts, skcs, seed } = parsedOptions(ownOptions, command);
      const sized = accounts !== undefined || skcs !== undefined;
      if (sized && !reset)
        throw new UsageError(
          '--accounts and --skcs need a new organisation',
          'Add --reset, which deletes the current one.',
        );
      const options = globalOptionsOf(command);
      const { directory: root, json } = options;
      refuseOtherStore(options, 'sample', 'npx skc run reads your own accounts.');
      const { startSample } = await import('../run/start-sample.ts');
      const generated = sized ? { accounts: accounts ?? 5, skcs: skcs ?? 300, seed } : undefined;
      await startSample({ root, json, days, reset, failOn, generated }, dependencies);
    });
}
