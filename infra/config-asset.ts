import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../shared/config/schema.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Writes the configuration with defaults filled in to a temporary file, for the bundler. */
export function configAsset(config: Config): string {
  const file = join(temporaryFolder('config'), 'config.json');
  writeFileSync(file, `${JSON.stringify(config, undefined, 1)}\n`);
  return file;
}
