import { rmSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { configSchema } from '../../shared/config/schema.ts';
import { SEVERITIES } from '../../shared/model/finding.ts';
import { sampleConfig } from '../../sandbox/estate/sample-config.ts';
import type { Dependencies } from '../dependencies.ts';
import { globalOptionsOf } from '../global-options.ts';
import { parsedOptions } from '../filter-options.ts';
import { openSandbox, signInToSandbox } from '../local/sandbox.ts';
import { rememberStore, storeDirectory } from '../local/store.ts';
import { conduct } from './conduct.ts';

const ownOptions = z.object({
  days: z.coerce.number().int().min(0).max(3650).default(0),
  reset: z.boolean().default(false),
  failOn: z.enum(SEVERITIES).optional(),
});

/** `skc start`: the whole pipeline over the sample organisation in the sandbox. */
export function registerStart(program: Command, dependencies: Dependencies): void {
  program
    .command('start')
    .description('Run the whole pipeline over a sample organisation, on this machine alone.')
    .option('--days <days>', "move the sandbox's clock on by this many days first", '0')
    .option('--reset', 'begin anew: forget the sample organisation, its inventory and its messages')
    .option('--fail-on <severity>', `exit with 1 if an open finding is at least ${SEVERITIES.join(', ')}`)
    .addHelpText(
      'after',
      `
Examples:
  $ skc start                 the sample organisation as it stands today
  $ skc start --days 30       a month later: escalations, rotations, resolutions, and their messages
  $ skc start --reset         from the beginning`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { days, reset, failOn } = parsedOptions(ownOptions, command);
      const { directory: root, json } = globalOptionsOf(command);
      const directory = storeDirectory(root, 'sample');
      if (reset) forgetSample(directory);
      const sandbox = await openSandbox(directory);
      try {
        if (days > 0) await sandbox.control.clock.advanceDays(days);
        signInToSandbox(process.env, sandbox.url);
        rememberStore(root, 'sample');
        const now = await sandbox.control.clock.now();
        await conduct(
          {
            config: configSchema.parse(sampleConfig()),
            now,
            directory,
            alert: true,
            outbox: sandbox.outbox,
            json,
            failOn,
            next: [
              { command: 'npx skc findings --severity high', shows: 'all that is high or critical' },
              { command: 'npx skc show pay', shows: 'one SKC with its history (any part of a name)' },
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
  for (const name of ['database', 'outbox', 'sandbox.json', 'estate.json'])
    rmSync(`${directory}/${name}`, { recursive: true, force: true });
}
