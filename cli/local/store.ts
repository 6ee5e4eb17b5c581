import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../shared/config/schema.ts';
import { privateFolder } from './private-folder.ts';
import { writeState } from './state-file.ts';
import { StoreUnusable, withFile } from './store-unusable.ts';

/** The two inventories that a directory can hold: the sample organisation and the user's own accounts. */
export const STORES = ['sample', 'own'] as const;
export type StoreName = (typeof STORES)[number];

/** What a person calls them. */
export const STORE_WORDS: Readonly<Record<StoreName, string>> = {
  sample: 'the sample organisation',
  own: 'your own accounts',
};

/** The folder of a store: the sample is in the directory itself, the user's own accounts in a subfolder, so that they never mix. */
export function storeDirectory(root: string, name: StoreName): string {
  return name === 'sample' ? root : join(root, 'own');
}

/**
 * The store that answers: the one that was asked for, else the user's own accounts if they were ever read, else the
 * sample. It does not depend on which command ran last.
 */
export function chosenStore({
  directory,
  store,
}: {
  directory: string;
  store?: StoreName | undefined;
}): StoreName {
  return store ?? (holdsStore(directory, 'own') ? 'own' : 'sample');
}

/** Whether a run has filled the store. Creates nothing. @throws {StoreUnusable} if the directory is a file. */
export function holdsStore(root: string, name: StoreName): boolean {
  const found = withFile(root, () => statSync(root, { throwIfNoEntry: false }));
  if (found !== undefined && !found.isDirectory())
    throw new StoreUnusable(
      `could not use ${root}: a file is where a folder should be`,
      'Name a folder with --directory.',
    );
  return existsSync(join(storeDirectory(root, name), 'database'));
}

const LAST_CONFIG = 'last-config.json';

/** Stores the configuration of a run: without `--config`, the commands that read use the same one. */
export function rememberConfig(directory: string, config: Config): void {
  privateFolder(directory);
  writeState(join(directory, LAST_CONFIG), config);
}

/** The configuration of the store's last run; undefined if there was none. */
export function lastConfig(directory: string): string | undefined {
  const file = join(directory, LAST_CONFIG);
  return existsSync(file) ? file : undefined;
}
