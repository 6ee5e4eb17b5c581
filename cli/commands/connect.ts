import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { deployedConfigFile } from '../program/config-file.ts';
import type { Dependencies } from '../program/dependencies.ts';
import { parsedOptions } from '../reading/filter-options.ts';
import { globalOptionsOf } from '../program/global-options.ts';
import type { Terminal } from '../screen/terminal.ts';
import { UsageError } from '../program/usage-error.ts';
import type { ConnectGuide } from '../connect/contract.ts';
import { CONNECTABLE, isConnectable } from '../connect/registry.ts';

const optionsSchema = z.object({
  role: z
    .string()
    .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'expected the ARN of a role')
    .optional(),
  file: z.string().optional(),
});

/** `skc connect`: prints how to let the deployed functions read another cloud without a stored secret. */
export function registerConnect(program: Command, dependencies: Dependencies): void {
  program
    .command('connect')
    .description(
      'Print the steps that connect another cloud without a stored secret. Runs nothing, changes nothing.',
    )
    .addArgument(new Argument('<cloud>', 'the cloud to connect').choices(Object.keys(CONNECTABLE)))
    .option('--role <arn>', 'the AWS role to trust; without it, the role of the deployment')
    .option('--file <name>', 'print only this file')
    .addHelpText(
      'after',
      `
Examples:
  $ skc connect azure                              the steps, then the same in Bicep and Terraform
  $ skc connect azure --file main.bicep > main.bicep
  $ skc connect gcp                                per project; with gcp.assetInventory, the organisation at once
  $ skc connect azure --role arn:aws:iam::123456789012:role/skc-watch-federation --config skc.config.json`,
    )
    .action(async (cloud: string, _options: unknown, command: Command) => {
      const { role, file } = parsedOptions(optionsSchema, command);
      const config = await loadConfig(deployedConfigFile(globalOptionsOf(command).config), configSchema);
      if (!isConnectable(cloud))
        throw new UsageError(`unknown cloud "${cloud}"`, 'Run skc connect --help for the list.');
      const found = await CONNECTABLE[cloud]();
      const guide = found.guide({ config, roleArn: role });
      if (file === undefined)
        await dependencies.terminal.print(renderGuide(found.title, guide, dependencies.terminal));
      else {
        const known = { ...process.env, ...(role === undefined ? {} : { ROLE_ARN: role }) };
        await dependencies.terminal.print(fileOf(guide, file, known));
      }
    });
}

/**
 * One file of the guide, with its variables filled in.
 * @param environment variables that earlier steps exported.
 * @throws {UsageError} when there is no such file, or one of its variables is not set.
 */
export function fileOf(
  { files }: ConnectGuide,
  wanted: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const found = files.find(({ name }) => name === wanted);
  if (found === undefined)
    throw new UsageError(`unknown file "${wanted}"`, `Files: ${files.map(({ name }) => name).join(', ')}`);
  const { content, variables = [] } = found;
  const unset = variables.filter((name) => (environment[name] ?? '') === '');
  if (unset.length > 0)
    throw new UsageError(
      `${wanted} needs the environment variable${unset.length === 1 ? '' : 's'} ${unset.join(' and ')}`,
      'Export them first, as the steps of skc connect do.',
    );
  return variables.reduce((text, name) => text.replaceAll(`$${name}`, environment[name] ?? ''), content);
}

/** The guide as a script, to be read and pasted step by step. */
export function renderGuide(
  title: string,
  { steps, files }: ConnectGuide,
  { colours }: Pick<Terminal, 'colours'>,
): string {
  const parts = steps.map(
    ({ title: step, why, commands }, index) =>
      `${colours.bold(comment(`${index + 1}. ${step}`))}\n${comment(why)}\n${commands.join('\n')}\n`,
  );
  const printed = files.map(({ name, content }) => `${colours.bold(`# ---- ${name} ----`)}\n${content}`);
  const head = `# How to connect ${title}. This command ran nothing: read each step, then run it yourself.\n`;
  return [head, ...parts, ...printed].join('\n');
}

/** As a comment, so that the whole output can be pasted into a shell. */
function comment(text: string): string {
  return `# ${text}`;
}
