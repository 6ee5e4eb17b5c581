import { existsSync } from 'node:fs';

/** Default configuration file of the CDK app and of commands that use a deployed stack. */
export const CONFIG_FILE = 'skc.config.json';

/** The configuration file of the deployment: the named one, else the one in the working folder; undefined: all defaults. */
export function deployedConfigFile(named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  return existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined;
}
