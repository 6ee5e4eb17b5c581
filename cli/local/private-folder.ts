import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { withFile } from './store-unusable.ts';

/** Default name of the folder that holds the local stores. */
export const DEFAULT_FOLDER = '.skc';

/**
 * Makes a folder that only its owner can enter. The default folder of an earlier release is closed as well; another one
 * that a person made stays as it is.
 * @throws {StoreUnusable}
 */
export function privateFolder(folder: string): void {
  withFile(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (basename(folder) === DEFAULT_FOLDER && (statSync(folder).mode & 0o077) !== 0)
      chmodSync(folder, 0o700);
  });
}
