import type { Command } from 'commander';
import { loadConfig } from '../../shared/config/load.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { Config } from '../../shared/config/schema.ts';
import { exclusionEnds } from '../../shared/config/warnings.ts';
import type { DamagedItem } from '../../shared/inventory/contract.ts';
import { IndexUnavailable } from '../../shared/inventory/index-unavailable.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { sayWarnings } from '../screen/config-warnings.ts';
import type { Terminal } from '../screen/terminal.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Dependencies, Opened } from '../program/dependencies.ts';
import { TableNotReady } from '../program/table-not-ready.ts';
import { chosenStore, lastConfig, storeDirectory } from '../local/store.ts';
import { globalOptionsOf, type GlobalOptions } from '../program/global-options.ts';
import { deployedConfigFile } from '../program/config-file.ts';

const MOST_NAMED = 5;

/** The open inventory, configuration and options of a command that reads. */
export interface InventorySession extends Opened {
  config: Config;
  options: GlobalOptions;
  /** The day that relative dates count from. */
  now: Instant;
}

/**
 * Loads the configuration, opens the inventory for `work`, and always closes it.
 * @throws {TableNotReady} where the table is not at this release yet.
 */
export async function withInventory(
  command: Command,
  dependencies: Dependencies,
  work: (reading: InventorySession) => Promise<void>,
): Promise<void> {
  const options = globalOptionsOf(command);
  const config = await loadConfig(configFile(options), configSchema);
  sayWarnings(exclusionEnds(config, dependencies.now()), dependencies.terminal);
  const opened = await dependencies.open(options, config);
  try {
    await work({ ...opened, config, options, now: opened.now ?? dependencies.now() });
    if (opened.place !== undefined && !options.json && command.getOptionValue('csv') !== true)
      await dependencies.terminal.print(footOf(opened.place, dependencies.terminal));
    reportDamage(opened.inventory.damaged(), dependencies.terminal);
  } catch (error) {
    throw error instanceof IndexUnavailable ? new TableNotReady(error, options.stack) : error;
  } finally {
    await opened.close();
  }
}

/** Names the items that could not be read, so that an incomplete list does not look complete. */
function reportDamage(items: readonly DamagedItem[], terminal: Terminal): void {
  const failed = terminal.colours.red('not read or not evaluated');
  for (const { account, item, why } of items.slice(0, MOST_NAMED))
    terminal.say(`${failed}: ${sanitize(`${account} / ${item}: ${why}`, 300)}`);
  if (items.length > MOST_NAMED) terminal.say(`and ${items.length - MOST_NAMED} more damaged items`);
}

function footOf(place: string, { colours }: Terminal): string {
  return colours.dim(`Inventory: ${sanitize(place, 300)}\n`);
}

/** For a deployed stack, the file in the working folder; for a local run, the configuration stored with it. */
function configFile(options: GlobalOptions): string | undefined {
  const { config, stack, directory } = options;
  if (stack !== undefined) return deployedConfigFile(config);
  return config ?? lastConfig(storeDirectory(directory, chosenStore(options)));
}
