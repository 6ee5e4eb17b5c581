import type { Command } from 'commander';
import * as z from 'zod';

export const globalOptionsSchema = z.object({
  json: z.boolean().default(false),
  config: z.string().optional(),
  directory: z.string().default('.skc'),
  stack: z.string().min(1).optional(),
  color: z.boolean().default(true),
});
export type GlobalOptions = z.output<typeof globalOptionsSchema>;

/** Options that every command takes, before or after its name. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--json', "print an array of the model's own objects, and nothing else, on stdout")
    .option('--config <file>', 'configuration file; without it all defaults')
    .option('--directory <dir>', 'where the local database and outbox are kept', '.skc')
    .option('--stack <name>', 'ask the deployed stack of this name instead of the local database')
    .option('--no-color', 'print without colours');
}

/** The global options as they apply to a command. */
export function globalOptionsOf(command: Command): GlobalOptions {
  return globalOptionsSchema.parse(command.optsWithGlobals());
}
