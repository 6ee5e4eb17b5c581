import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The emulators of the clouds, each at the tested version. */
const PACKAGES = ['ministack==1.5.33', 'moto[server,all]==5.2.5', 'cryptography'];
const DIRECTORY = resolve(import.meta.dirname, '../../../.cache/venv');
/** Names what is installed; written last, so that an interrupted installation starts again. */
const MARK = join(DIRECTORY, 'installed');

export class NoPythonEnvironment extends Error {
  override readonly name = 'NoPythonEnvironment';
}

/**
 * The Python environment of the emulators under `.cache/`, created on first use (a minute or two, then reused).
 * @returns the folder of its programs.
 * @throws {NoPythonEnvironment} if Python is missing or a package cannot be installed.
 */
export async function pythonEnvironment(say: (text: string) => void): Promise<string> {
  const bin = join(DIRECTORY, process.platform === 'win32' ? 'Scripts' : 'bin');
  const wanted = PACKAGES.join('\n');
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) return bin;
  say(`installing ${PACKAGES.join(', ')} into .cache/venv, once`);
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', DIRECTORY]);
    await run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES], {
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (cause) {
    throw new NoPythonEnvironment(
      `Could not create the Python environment of the emulators in ${DIRECTORY}. ` +
        'Install Python 3.10 or newer with its venv module (Debian: python3-venv), then run again.',
      { cause },
    );
  }
  writeFileSync(MARK, wanted);
  return bin;
}
