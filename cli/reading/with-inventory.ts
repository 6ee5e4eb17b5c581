import type { Command } from 'commander';
import { loadConfig } from '../../shared/config/load.ts';
import type { Config } from '../../shared/config/schema.ts';
import { configWarnings } from '../../shared/config/warnings.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Dependencies, Opened } from '../program/dependencies.ts';
import { lastConfig } from '../local/store.ts';
import { globalOptionsOf, type GlobalOptions } from '../program/global-options.ts';
import { deployedConfigFile } from '../program/config-file.ts';

/** What a reading command works with. */
export interface Reading extends Opened {
  config: Config;
  options: GlobalOptions;
  /** The day that relative dates count from. */
  now: Instant;
}

/** Loads the configuration, opens the inventory for `work`, and closes it whatever happens. */
export async function withInventory(
  command: Command,
  dependencies: Dependencies,
  work: (reading: Reading) => Promise<void>,
): Promise<void> {
  const options = globalOptionsOf(command);
  const config = await loadConfig(configFile(options));
  for (const warning of configWarnings(config, dependencies.now()))
    dependencies.terminal.say(`${dependencies.terminal.colours.yellow('warning')}: ${warning}`);
  const opened = await dependencies.open(options, config);
  try {
    await work({ ...opened, config, options, now: opened.now ?? dependencies.now() });
  } finally {
    await opened.close();
  }
}

/** What was deployed was deployed with the file next door; what was run here kept the one it was run with. */
function configFile({ config, stack, directory }: GlobalOptions): string | undefined {
  return stack === undefined ? (config ?? lastConfig(directory)) : deployedConfigFile(config);
}
