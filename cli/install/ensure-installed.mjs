// Runs before `npm start` and `npm test` with whatever Node the host has, before anything is installed: plain
// JavaScript and Node's own modules only.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

const LOCK = 'package-lock.json';
/** Written after an installation into `node_modules`, so that it is deleted together with it. */
const MARK = 'node_modules/.skc-installed';
/** npm's own record of what is in `node_modules` ("Hidden lockfiles", package-lock.json in the npm docs). */
const BY_NPM = 'node_modules/.package-lock.json';

const wanted = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
if (!isInstalled()) install();

function isInstalled() {
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) return true;
  if (!isWhatNpmInstalled()) return false;
  writeFileSync(MARK, wanted);
  return true;
}

/** Whether `npm ci` or `npm install` was run by hand: npm writes what it installed beside the packages. */
function isWhatNpmInstalled() {
  if (!existsSync(BY_NPM)) return false;
  const installed = packagesIn(BY_NPM);
  return Object.entries(packagesIn(LOCK)).every(
    ([name, { version, integrity, optional, link }]) =>
      name === '' ||
      link ||
      !name.includes('node_modules/') ||
      (installed[name] === undefined
        ? optional
        : installed[name].version === version && installed[name].integrity === integrity),
  );
}

function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

function install() {
  const first = !existsSync('node_modules');
  process.stderr.write(
    `${first ? 'Installing packages' : 'Packages changed: reinstalling them'} (npm ci, about a minute) …\n`,
  );
  const started = Date.now();
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
    : spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  if (status !== 0) {
    process.stderr.write('The installation failed: see above. Run `npm ci` by hand to see more.\n');
    process.exit(status ?? 1);
  }
  writeFileSync(MARK, wanted);
  process.stderr.write(`Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}
