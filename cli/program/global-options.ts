import { Option, type Command } from 'commander';
import * as z from 'zod';
import { DEFAULT_FOLDER } from '../local/private-folder.ts';
import { STORES, type StoreName } from '../local/store.ts';
import { UsageError } from './usage-error.ts';

export const globalOptionsSchema = z.object({
  json: z.boolean().default(false),
  config: z.string().optional(),
  directory: z.string().default(DEFAULT_FOLDER),
  store: z.enum(STORES).optional(),
  stack: z.string().min(1).optional(),
  color: z.boolean().default(true),
});
export type GlobalOptions = z.output<typeof globalOptionsSchema>;

/** Options of every command, before or after its name. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--json', 'print a JSON array on stdout, and nothing else')
    .option('--config <file>', 'configuration file; without it, the defaults')
    .option('--directory <dir>', 'folder of the local inventories and the outbox', DEFAULT_FOLDER)
    .addOption(
      new Option(
        '--store <store>',
        'local inventory: the sample organisation or your own accounts; without it, your own once skc run has read them',
      ).choices(STORES),
    )
    .option('--stack <name>', 'read the deployed stack of this name instead of a local inventory')
    .option('--wide', 'print names whole, however wide the screen is; a pipe always gets them so')
    .option('--no-color', 'do not use colours');
}

/** The global options as they apply to a command. @throws {UsageError} if two of them name an inventory. */
export function globalOptionsOf(command: Command): GlobalOptions {
  refuseEmpty(command.optsWithGlobals());
  const options = globalOptionsSchema.parse(command.optsWithGlobals());
  if (options.store !== undefined && options.stack !== undefined)
    throw new UsageError(
      '--store names a local inventory, and --stack a deployed one',
      'Use one of the two options.',
    );
  return options;
}

/** @throws {UsageError} for an option that was given an empty text, as by a variable of the shell that is not set. */
export function refuseEmpty(options: Readonly<Record<string, unknown>>): void {
  const empty = Object.keys(options).filter((name) => {
    const typed = options[name];
    return typeof typed === 'string' && typed.trim() === '';
  });
  if (empty.length > 0)
    throw new UsageError(
      `${empty.map(optionName).join(', ')} ${empty.length === 1 ? 'has' : 'have'} no value`,
      'Give a value, or leave the option out.',
    );
}

/** `failOn` → `--fail-on`. */
export function optionName(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** For a command that always fills the same store. @throws {UsageError} if another one is asked for. */
export function refuseOtherStore({ store }: GlobalOptions, filled: StoreName, instead: string): void {
  if (store !== undefined && store !== filled)
    throw new UsageError(`this command always uses --store ${filled}`, instead);
}
