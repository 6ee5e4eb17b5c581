import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../shared/config/schema.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Writes the configuration as the functions read it, defaults filled in, where the bundler can take it. */
export function configAsset(config: Config): string {
  const file = join(temporaryFolder('config'), 'config.json');
  writeFileSync(file, `${JSON.stringify(config, undefined, 1)}\n`);
  return file;
}
