import type { Command } from 'commander';
import * as z from 'zod';
import { SEVERITIES } from '../../shared/model/finding.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { globalOptionsOf } from '../program/global-options.ts';
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
    .description('Run the whole pipeline over a sample organisation, on this machine alone.')
    .option('--days <days>', "move the sandbox's clock on by this many days first", '0')
    .option(
      '--accounts <number>',
      'with --reset: a generated organisation of so many accounts in place of the sample',
    )
    .option('--skcs <number>', 'with --reset: so many SKCs in it')
    .option('--seed <number>', 'with --reset: another seed makes another organisation', '1')
    .option('--reset', 'begin anew: forget the sample organisation, its inventory and its messages')
    .addOption(failOnOption())
    .addHelpText(
      'after',
      `
Examples:
  $ skc start                 the sample organisation as it stands today
  $ skc start --days 30       a month later: escalations, rotations, resolutions, and their messages
  $ skc start --reset         from the beginning
  $ skc start --reset --accounts 20 --skcs 5000    a larger, generated organisation`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { days, reset, failOn, accounts, skcs, seed } = parsedOptions(ownOptions, command);
      const sized = accounts !== undefined || skcs !== undefined;
      if (sized && !reset)
        throw new UsageError(
          '--accounts and --skcs make another organisation',
          'add --reset, which forgets the present one',
        );
      const { directory: root, json } = globalOptionsOf(command);
      const { startSample } = await import('../run/start-sample.ts');
      const generated = sized ? { accounts: accounts ?? 5, skcs: skcs ?? 300, seed } : undefined;
      await startSample({ root, json, days, reset, failOn, generated }, dependencies);
    });
}
