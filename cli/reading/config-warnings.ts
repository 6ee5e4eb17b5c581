import { staticWarnings, type Known } from '../../doctor/configuration/static-checks.ts';
import { storedWarnings } from '../../doctor/configuration/stored-checks.ts';
import { configuredClouds } from '../../shared/config/clouds.ts';
import type { Config } from '../../shared/config/schema.ts';
import type { ConfigWarning } from '../../shared/config/warnings.ts';
import type { InventoryReader } from '../../shared/inventory/contract.ts';
import { errorText } from '../../shared/model/error-text.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { loadDeclarations } from '../../shared/sources/registry.ts';
import { holdsStore } from '../local/store.ts';
import type { Dependencies } from '../program/dependencies.ts';
import type { GlobalOptions } from '../program/global-options.ts';
import { sayWarnings } from '../screen/config-warnings.ts';

/**
 * What of a configuration has no effect.
 * @param inventory One that was read with this configuration; undefined: only what is certain without one.
 */
export async function configWarnings(
  config: Config,
  now: Instant,
  inventory: Pick<InventoryReader, 'accounts' | 'skcs' | 'targets'> | undefined,
): Promise<ConfigWarning[]> {
  const known: Known = {
    sources: await loadDeclarations(namesTypes(config) ? undefined : configuredClouds(config)),
    rules: RULES,
  };
  return [
    ...staticWarnings(config, now, known),
    ...(inventory === undefined ? [] : await storedWarnings(config, inventory, known)),
  ];
}

/** Whether a type is named that may be of any cloud; else the code of clouds that are not read stays unloaded. */
function namesTypes({ include, exclude, exclusions, expectedUnreadable, thresholds }: Config): boolean {
  return (
    include.sources.length + exclude.sources.length + expectedUnreadable.length > 0 ||
    exclusions.some(({ match }) => match.type !== undefined) ||
    Object.values(thresholds).some(
      (settings) =>
        typeof settings === 'object' &&
        settings !== null &&
        'types' in settings &&
        Object.keys(settings.types ?? {}).length > 0,
    )
  );
}

/**
 * Opens the inventory that a configuration was used with, for its check: the deployed one that `--stack` names, the
 * local one that `--store` names, or that of the user's own accounts.
 * @returns undefined where nothing was read yet.
 */
export async function openForCheck(
  options: GlobalOptions,
  config: Config,
  { open }: Pick<Dependencies, 'open'>,
): Promise<Awaited<ReturnType<Dependencies['open']>> | undefined> {
  const store = options.store ?? 'own';
  if (options.stack === undefined && !holdsStore(options.directory, store)) return undefined;
  return open({ ...options, store: options.stack === undefined ? store : undefined }, config);
}

/** Says what of the configuration has no effect, beside another command. An inventory that cannot be read is named. */
export async function warnBeside(
  options: GlobalOptions,
  config: Config,
  dependencies: Dependencies,
): Promise<void> {
  const { terminal } = dependencies;
  try {
    const opened = await openForCheck(options, config, dependencies);
    try {
      const now = opened?.now ?? dependencies.now();
      sayWarnings(await configWarnings(config, now, opened?.inventory), terminal);
    } finally {
      await opened?.close();
    }
  } catch (error) {
    sayWarnings(await configWarnings(config, dependencies.now(), undefined), terminal);
    terminal.say(`the configuration was not compared with the inventory: ${sanitize(errorText(error), 200)}`);
  }
}
