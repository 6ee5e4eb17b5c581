import type { Command } from 'commander';
import * as z from 'zod';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { SEVERITIES } from '../../shared/model/finding.ts';
import { instant } from '../../shared/model/instant.ts';
import { sourcesOf } from '../screen/source-titles.ts';
import { awsRegion } from '../../shared/config/aws-regions.ts';
import { accountIdSchema } from '../reading/account-id.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { unknownName } from '../reading/named.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { globalOptionsOf, refuseOtherStore } from '../program/global-options.ts';
import { storeDirectory } from '../local/store.ts';
import { UsageError } from '../program/usage-error.ts';
import { failOnOption } from '../run/fail-on-option.ts';

const list = z
  .string()
  .optional()
  .transform((text) =>
    (text ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  );
const regionList = list.pipe(z.array(awsRegion));
const accountList = list.pipe(z.array(accountIdSchema));
const ownOptions = z.object({
  regions: regionList,
  accounts: accountList,
  sources: list,
  alert: z.boolean().default(false),
  failOn: z.enum(SEVERITIES).optional(),
  remote: z.boolean().default(false),
});

/** `skc run`: the pipeline over the user's own accounts, with nothing deployed. */
export function registerRun(program: Command, dependencies: Dependencies): void {
  program
    .command('run')
    .description(
      'Collect your own accounts into the local inventory and evaluate them. Changes nothing in any cloud.',
    )
    .option('--regions <list>', 'only these regions, comma-separated; without it, all enabled regions')
    .option('--accounts <list>', 'only these account ids, comma-separated')
    .option('--sources <list>', 'only these types, comma-separated, like aws.kms-key (see docs/sources.md)')
    .option(
      '--alert',
      'create the SNS topics, subscribe the contacts and publish; without it, no contact is notified',
    )
    .option('--remote', 'start a run of the deployed stack (--stack, else SkcWatch) and follow it to its end')
    .addOption(failOnOption())
    .addHelpText(
      'after',
      `
Examples:
  $ skc run                                        the account of your credentials, all enabled regions
  $ skc run --regions eu-west-1,us-east-1
  $ skc run --sources aws.iam-access-key --fail-on high
  $ skc run --config skc.config.json --alert       an organisation, and notify its contacts
  $ skc run --accounts pay-prod-4711               a project id, 12 digits, or a subscription's GUID
  $ skc run --remote                               the deployed stack, as its schedule runs it

AWS credentials come from the SDK's default chain (AWS_PROFILE, AWS_ACCESS_KEY_ID, SSO, a role); AWS_ENDPOINT_URL
and similar variables are honoured. Azure and Google Cloud are read if the configuration names them, with your own
sign-ins: az login, gcloud auth application-default login.`,
    )
    .action(async (_options: unknown, command: Command) => {
      const { regions, accounts, sources, alert, failOn, remote } = parsedOptions(ownOptions, command);
      const options = globalOptionsOf(command);
      const { directory: root, json, config: file, stack } = options;
      refuseOtherStore(options, 'own', 'npm start runs over the sample organisation.');
      if (remote) {
        refuseLocalOptions(command);
        const { runRemote } = await import('../remote/run-remote.ts');
        return runRemote({ stack, json, failOn, file }, dependencies);
      }
      if (stack !== undefined)
        throw new UsageError(
          '--stack names a deployed stack, and this run is local',
          `Run skc run --remote --stack ${stack}.`,
        );
      await refuseUnknown(sources);
      const written = await loadConfig(file, configSchema);
      const config = narrowed(written, { regions, accounts, sources });
      const directory = storeDirectory(root, 'own');
      const { runLocally } = await import('../run/local-run.ts');
      await runLocally(
        {
          config,
          now: instant(new Date()),
          directory,
          azureSignIn: 'developer',
          alert,
          json,
          failOn,
          // Types that are read once for all regions have none to check.
          asked: { accounts, regions: sources.length > 0 ? [] : regions },
          written: {
            config: written,
            isNarrowed: regions.length + accounts.length + sources.length > 0,
          },
          next: [
            { command: 'npx skc findings', shows: 'what is wrong or soon will be' },
            { command: 'npx skc list --due 30', shows: 'what is due within 30 days' },
            {
              command: 'npx skc targets',
              shows: 'what could not be read, and which permission is missing',
            },
          ],
        },
        dependencies,
      );
    });
}

async function refuseUnknown(sources: readonly string[]): Promise<void> {
  if (sources.length === 0) return;
  const types = (await sourcesOf()).map(({ type }): string => type);
  const unknown = sources.find((source) => !types.includes(source));
  if (unknown !== undefined) throw unknownName('sources', unknown, types);
}

/** Options replace what the configuration includes. */
function narrowed(
  config: Config,
  only: { regions: string[]; accounts: string[]; sources: string[] },
): Config {
  const { include } = config;
  return {
    ...config,
    include: {
      ...include,
      regions: only.regions.length > 0 ? only.regions : include.regions,
      accounts: only.accounts.length > 0 ? only.accounts : include.accounts,
      sources: only.sources.length > 0 ? only.sources : include.sources,
    },
  };
}

/** A deployed stack reads everything its configuration names, and always notifies. */
function refuseLocalOptions(command: Command): void {
  const local = ['regions', 'accounts', 'sources', 'alert'].filter(
    (name) => command.getOptionValueSource(name) === 'cli',
  );
  if (local.length === 0) return;
  throw new UsageError(
    `${local.map((name) => `--${name}`).join(', ')} cannot be combined with --remote`,
    'A deployed stack reads what its configuration names: change the configuration and deploy again.',
  );
}
