import { existsSync } from 'node:fs';

/** Default configuration file of the CDK app and of commands that use a deployed stack. */
export const CONFIG_FILE = 'skc.config.json';

/** The deployment's configuration file: the named one, or the one in the working folder; undefined: all defaults. */
export function deployedConfigFile(named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  return existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined;
}
