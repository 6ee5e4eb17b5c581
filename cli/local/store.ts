import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
