import { rmSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { configSchema } from '../../shared/config/schema.ts';
import { SEVERITIES } from '../../shared/model/finding.ts';
import { sampleConfig } from '../../sandbox/estate/sample-config.ts';
import type { Dependencies } from '../dependencies.ts';
import { globalOptionsOf } from '../global-options.ts';
import { parsedOptions } from '../filter-options.ts';
import { signInToAzureSandbox } from '../local/azure-sandbox.ts';
import { readEstateFile } from '../local/estate-file.ts';
import { openSandbox, signInToSandbox } from '../local/sandbox.ts';
import { rememberStore, storeDirectory } from '../local/store.ts';
import { WrongUse } from '../wrong-use.ts';
import { conduct } from './conduct.ts';
import { failOnOption } from './fail-on-option.ts';

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
        throw new WrongUse(
          '--accounts and --skcs make another organisation',
          'add --reset, which forgets the present one',
        );
      const { directory: root, json } = globalOptionsOf(command);
      const directory = storeDirectory(root, 'sample');
      if (reset) forgetSample(directory);
      const generated = sized ? { accounts: accounts ?? 5, skcs: skcs ?? 300, seed } : undefined;
      const sandbox = await openSandbox(directory, generated);
      try {
        if (days > 0) await sandbox.control.clock.advanceDays(days);
        signInToSandbox(process.env, sandbox.url);
        const azure = await sandbox.control.azure();
        if (azure !== undefined) signInToAzureSandbox(process.env, azure);
        rememberStore(root, 'sample');
        const now = await sandbox.control.clock.now();
        await conduct(
          {
            config: configSchema.parse(sampleConfig(readEstateFile(directory)?.epoch)),
            now,
            directory,
            azureSignIn: 'federated',
            alert: true,
            outbox: sandbox.outbox,
            json,
            failOn,
            next: [
              { command: 'npx skc findings --severity high', shows: 'all that is high or critical' },
              {
                command: 'npx skc show pay/settlement/sftp-password',
                shows: 'one SKC with its history',
              },
              { command: 'npm start -- --days 30', shows: 'the same organisation a month later' },
              { command: 'npx skc run', shows: 'your own AWS account, with your own credentials' },
            ],
          },
          dependencies,
        );
      } finally {
        sandbox.close();
      }
    });
}

function forgetSample(directory: string): void {
  for (const name of ['database', 'outbox', 'sandbox.json', 'estate.json', 'last-config.json'])
    rmSync(`${directory}/${name}`, { recursive: true, force: true });
}
