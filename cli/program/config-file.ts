import { existsSync } from 'node:fs';

/** What the app and the commands on what is deployed read, unless another file is named. */
export const CONFIG_FILE = 'skc.config.json';

/** The configuration of what is deployed: the named one, else the one in the working folder; undefined: all defaults. */
export function deployedConfigFile(named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  return existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined;
}
