import { Argument, type Command } from 'commander';
import { configJsonSchema } from '../../shared/config/json-schema.ts';
import { loadConfig } from '../../shared/config/load.ts';
import { warningText, type ConfigWarning } from '../../shared/config/warnings.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';
import { lastConfig, storeDirectory } from '../local/store.ts';
import { CONFIG_FILE, deployedConfigFile } from '../program/config-file.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { EXIT } from '../program/exit-codes.ts';
import { globalOptionsOf, type GlobalOptions } from '../program/global-options.ts';
import { UsageError } from '../program/usage-error.ts';
import { configWarnings, openForCheck } from '../reading/config-warnings.ts';
import { printJson } from '../screen/json.ts';
import { counted } from '../screen/words.ts';

/** `skc config`: what of the configuration has no effect, and its schema for editors. */
export function registerConfig(program: Command, dependencies: Dependencies): void {
  program
    .command('config')
    .description('Check the configuration for what has no effect, or print its JSON schema for editors.')
    .addArgument(new Argument('<action>', 'what to do').choices(['check', 'schema']))
    .addHelpText(
      'after',
      `
Examples:
  $ skc config check                               ${CONFIG_FILE}, compared with your own accounts once skc run has read them
  $ skc --stack SkcWatch config check              compared with the inventory of the deployed stack
  $ skc config check --config other.json
  $ skc config schema > skc.config.schema.json     for "$schema" in the configuration: editors then complete and check it

Names every key, id, pattern, tag, region, account, type and rule that matches nothing, and exclusions that can never
apply, with the nearest match. Asks no cloud. Exits with 1 if there is such a warning, with 2 if the file has a mistake.`,
    )
    .action(async (action: string, _options: unknown, command: Command) => {
      if (action === 'schema') {
        const schema = configJsonSchema(configSchema, await typesOfAll());
        return dependencies.terminal.print(`${JSON.stringify(schema, undefined, 2)}\n`);
      }
      return check(globalOptionsOf(command), dependencies);
    });
}

async function typesOfAll(): Promise<string[]> {
  return (await loadDeclarations()).map(({ type }) => type);
}

async function check(options: GlobalOptions, dependencies: Dependencies): Promise<void> {
  const { terminal } = dependencies;
  const file = fileOf(options);
  const config = await loadConfig(file, configSchema);
  const opened = await openForCheck(options, config, dependencies);
  try {
    const now = opened?.now ?? dependencies.now();
    const warnings = await configWarnings(config, now, opened?.inventory);
    if (options.json) await printJson(terminal, warnings);
    else await terminal.print(page(file, warnings, opened === undefined ? undefined : (opened.place ?? '')));
    if (warnings.length > 0) dependencies.finish(EXIT.findings);
  } finally {
    await opened?.close();
  }
}

/** @throws {UsageError} if there is no configuration to check. */
function fileOf(options: GlobalOptions): string {
  const { config, directory, store } = options;
  const file = deployedConfigFile(config) ?? lastConfig(storeDirectory(directory, store ?? 'own'));
  if (file === undefined)
    throw new UsageError(`there is no ${CONFIG_FILE} in this folder`, 'Name the file with --config.');
  return file;
}

function page(file: string, warnings: readonly ConfigWarning[], place: string | undefined): string {
  const compared =
    place === undefined
      ? 'Not compared with an inventory: run skc run first, or name a deployed stack with --stack.'
      : `Compared with the inventory${place === '' ? '' : ` of ${sanitize(place, 200)}`}.`;
  const head =
    warnings.length === 0
      ? `${sanitize(file, 200)}: nothing in it is without effect.`
      : `${sanitize(file, 200)}: ${counted(warnings.length, 'warning')}`;
  return `${[head, ...warnings.map((warning) => `  ${warningText(warning)}`), compared].join('\n')}\n`;
}
