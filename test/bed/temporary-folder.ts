import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMES = ['TMPDIR', 'TEMP', 'TMP'];
const MARK = 'SKC_TESTS_TEMPORARY_FOLDER';

/**
 * vitest's global set-up: a temporary folder for this test run, removed with everything that tests, the CDK and child processes
 * put into it. vitest calls it for every project, in one process: the first call makes the folder.
 * @returns what vitest calls at the end.
 */
export function setup(): () => void {
  if (process.env[MARK] !== undefined) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), 'skc-tests-'));
  process.env[MARK] = folder;
  for (const name of NAMES) process.env[name] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
