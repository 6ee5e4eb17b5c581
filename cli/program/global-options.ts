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

/** Options of every command, before or after its name. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--json', 'print a JSON array on stdout, and nothing else')
    .option('--config <file>', 'configuration file; without it, the defaults')
    .option('--directory <dir>', 'folder of the local database and outbox', '.skc')
    .option('--stack <name>', 'read the deployed stack of this name instead of the local database')
    .option('--no-color', 'do not use colours');
}

/** The global options as they apply to a command. */
export function globalOptionsOf(command: Command): GlobalOptions {
  return globalOptionsSchema.parse(command.optsWithGlobals());
}
