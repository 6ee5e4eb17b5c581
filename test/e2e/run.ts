import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

/** `npm run test:e2e`: the end-to-end test, within ten minutes and without leaving processes. */
const ROOT = resolve(import.meta.dirname, '../..');
const MOST_MS = 10 * 60_000;
/** Emulators, and the sandbox as the other clouds. */
const OWN_PROGRAMS = ['.cache/venv', 'test/e2e/sandbox-process.ts'];

process.exitCode = await runTests();

async function runTests(): Promise<number> {
  const started = Date.now();
  for (const file of pidFiles()) rmSync(file);
  const vitest = resolve(ROOT, 'node_modules/vitest/vitest.mjs');
  const own = process.argv.slice(2);
  const reporter = own.some((arg) => arg.startsWith('--reporter')) ? [] : ['--reporter', 'verbose'];
  const args = [vitest, 'run', '--project', 'e2e', '--bail', '1', ...reporter, ...own];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const late = setTimeout(() => child.kill('SIGKILL'), MOST_MS);
  const [code, signal]: unknown[] = await once(child, 'close');
  clearTimeout(late);
  endWhatIsLeft();
  const seconds = Math.round((Date.now() - started) / 1000);
  if (signal === 'SIGKILL')
    process.stderr.write(`\nNot done after ${MOST_MS / 60_000} minutes, so it was ended.\n`);
  process.stderr.write(`End-to-end test: ${seconds} s; logs of emulators and commands are in .cache/e2e\n`);
  return typeof code === 'number' ? code : 1;
}

function pidFiles(): string[] {
  return globSync(resolve(ROOT, '.cache/e2e/*.pid'));
}

/** Tests stop their servers; those of a killed test are still running. */
function endWhatIsLeft(): void {
  for (const file of pidFiles()) {
    const pid = Number(readFileSync(file, 'utf8'));
    rmSync(file);
    if (!isOurs(pid)) continue;
    process.kill(-pid, 'SIGKILL');
    process.stderr.write(`ended process ${pid}, which was left over\n`);
  }
}

/** The id may now belong to another process. */
function isOurs(pid: number): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  if (!existsSync(commandLine)) return false;
  const running = readFileSync(commandLine, 'utf8');
  return OWN_PROGRAMS.some((program) => running.includes(resolve(ROOT, program)));
}
