import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../shared/config/schema.ts';

/** What a directory can hold side by side: the sample organisation, and the user's own accounts. */
export type StoreName = 'sample' | 'own';

const LAST = 'last-store';

/** Where a store is kept: the sample in the directory itself, the own accounts below it, so that they never mix. */
export function storeDirectory(root: string, name: StoreName): string {
  return name === 'sample' ? root : join(root, 'own');
}

/** Remembers which store was run last: the reading commands read that one. */
export function rememberStore(root: string, name: StoreName): void {
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, LAST), `${name}\n`);
}

export function lastStore(root: string): StoreName {
  const file = join(root, LAST);
  return existsSync(file) && readFileSync(file, 'utf8').trim() === 'own' ? 'own' : 'sample';
}

const LAST_CONFIG = 'last-config.json';

/** Keeps the configuration that a store was run with: without `--config` the reading commands judge by the same. */
export function rememberConfig(directory: string, config: Config): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, LAST_CONFIG), `${JSON.stringify(config, undefined, 2)}\n`);
}

/** The configuration file of the store that was run last; undefined where none was. */
export function lastConfig(root: string): string | undefined {
  const file = join(storeDirectory(root, lastStore(root)), LAST_CONFIG);
  return existsSync(file) ? file : undefined;
}
