import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/**
 * Creates a folder that is removed when this process ends; the CDK copies assets from it during synth.
 * @param name Its content, to identify it after a crash.
 */
export function temporaryFolder(name: string): string {
  if (folders.length === 0)
    process.once('exit', () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  const folder = mkdtempSync(join(tmpdir(), `skc-watch-${name}-`));
  folders.push(folder);
  return folder;
}
