import type { Command } from 'commander';
import * as z from 'zod';
import { accountIdSchema } from '../reading/account-id.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { globalOptionsOf } from '../program/global-options.ts';

const ownOptions = z.object({ account: accountIdSchema.optional() });

/** `skc doctor`: whether everything that has to be read may be read, and what mends it where not. */
export function registerDoctor(program: Command, dependencies: Dependencies): void {
  program
    .command('doctor')
    .description('Sign in everywhere the configuration names and tell what is granted, missing or denied.')
    .option(
      '--account <account>',
      'only this account: an AWS account, an Azure subscription or tenant, a GCP project',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ skc doctor --config skc.config.json            as you are signed in here
  $ skc --stack SkcWatch doctor                    as what is deployed is: asked from inside a Lambda function;
                                                   looks at topics, schedule and last run, too
  $ skc doctor --account 123456789012
  $ skc doctor --account pay-prod-4711             of Azure a subscription's or the tenant's GUID

Of Azure and Google Cloud it tells which step of skc connect is missing. Here they are read as you are signed in
(az login, gcloud auth application-default login).
Changes nothing and reads no value. Exits with 3 unless all is as it must be.`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { account } = parsedOptions(ownOptions, command);
      const { json, stack, config: file } = globalOptionsOf(command);
      const { askDoctor } = await import('../remote/ask-doctor.ts');
      const { renderDoctorReport } = await import('../screen/doctor-page.ts');
      const { isHealthy } = await import('../../doctor/report.ts');
      const { terminal } = dependencies;
      const report = await askDoctor({
        stack,
        file,
        accounts: account === undefined ? undefined : [account],
      });
      await terminal.print(
        json ? `${JSON.stringify([report], undefined, 2)}\n` : renderDoctorReport(report, terminal.colours),
      );
      if (!isHealthy(report)) dependencies.finish(EXIT.incomplete);
    });
}
