import { existsSync } from 'node:fs';

/** The configuration file of the CDK app and of commands on a deployed stack, unless another is named. */
export const CONFIG_FILE = 'skc.config.json';

/** The configuration of what is deployed: the named one, else the one in the working folder; undefined: all defaults. */
export function deployedConfigFile(named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  return existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined;
}
