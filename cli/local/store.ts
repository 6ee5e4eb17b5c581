import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../shared/config/schema.ts';

/** The two inventories that a directory can hold: the sample organisation and the user's own accounts. */
export type StoreName = 'sample' | 'own';

const LAST = 'last-store';

/** The folder of a store: the sample is in the directory itself, the user's own accounts in a subfolder, so that they never mix. */
export function storeDirectory(root: string, name: StoreName): string {
  return name === 'sample' ? root : join(root, 'own');
}

/** Remembers the store of the last run: the commands that read use it. */
export function rememberStore(root: string, name: StoreName): void {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, LAST), `${name}\n`);
}

export function lastStore(root: string): StoreName {
  const file = join(root, LAST);
  return existsSync(file) && readFileSync(file, 'utf8').trim() === 'own' ? 'own' : 'sample';
}

const LAST_CONFIG = 'last-config.json';

/** Stores the configuration of a run: without `--config`, the commands that read use the same one. */
export function rememberConfig(directory: string, config: Config): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, LAST_CONFIG), `${JSON.stringify(config, undefined, 2)}\n`);
}

/** The configuration of the last run; undefined if there was none. */
export function lastConfig(root: string): string | undefined {
  const file = join(storeDirectory(root, lastStore(root)), LAST_CONFIG);
  return existsSync(file) ? file : undefined;
}
