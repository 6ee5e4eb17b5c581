import type { Command } from 'commander';
import * as z from 'zod';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { accountIdSchema } from '../reading/account-id.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { deployedConfigFile } from '../program/config-file.ts';
import { warnBeside } from '../reading/config-warnings.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { globalOptionsOf } from '../program/global-options.ts';

const ownOptions = z.object({ account: accountIdSchema.optional() });

/** `skc doctor`: checks that every configured account can be read, and names the next step where it cannot. */
export function registerDoctor(program: Command, dependencies: Dependencies): void {
  program
    .command('doctor')
    .description(
      'Sign in to every configured account and report which permissions are granted, missing or denied.',
    )
    .option(
      '--account <account>',
      'only this account: an AWS account, an Azure subscription or tenant, a Google Cloud project',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ skc doctor --config skc.config.json            with your own sign-ins
  $ skc --stack SkcWatch doctor                    as the deployed stack, from inside a Lambda function;
                                                   also checks topics, schedule and last run
  $ skc doctor --account 123456789012
  $ skc doctor --account pay-prod-4711             for Azure, the GUID of a subscription or the tenant

For Azure and Google Cloud, names the missing step of skc connect. Without --stack it uses your own sign-ins
(az login, gcloud auth application-default login).
Changes nothing and reads no secret value. Exits with 3 if something needs action.`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { account } = parsedOptions(ownOptions, command);
      const options = globalOptionsOf(command);
      const { json, stack, config: file } = options;
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
      await warnBeside(options, await loadConfig(deployedConfigFile(file), configSchema), dependencies);
      if (!isHealthy(report)) dependencies.finish(EXIT.incomplete);
    });
}
