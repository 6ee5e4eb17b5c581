import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../cli/install/ensure-installed.mjs', import.meta.url));
const wanted = {
  '': { name: 'x' },
  cli: { name: 'skc' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/skc': { resolved: 'cli', link: true },
  'node_modules/only-on-windows': { version: '1.0.0', integrity: 'sha512-w', optional: true },
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skc-install-'));
  mkdirSync(join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether `npm start` installs where npm recorded these packages; `npm ci` itself is not run. */
function installs(recorded: object | undefined, lock: object): boolean {
  rmSync(join(folder, 'node_modules'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }));
  if (recorded !== undefined)
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: recorded }));
  // A script that ends at once stands for npm.
  writeFileSync(join(folder, 'npm.mjs'), '');
  const { stderr } = spawnSync(process.execPath, [SCRIPT], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(folder, 'npm.mjs') },
  });
  return stderr.includes('npm ci');
}

const a = { 'node_modules/a': wanted['node_modules/a'] };

it.each([
  ['nothing was installed', undefined, true],
  ['npm ci was run by hand', a, false],
  ['a package is missing', {}, true],
  ['a package has another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-b' } }, true],
  ['a package has other contents', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }, true],
])('where %s, npm start installs: %s', (_what, recorded, expected) => {
  expect(installs(recorded, wanted)).toBe(expected);
});
