import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NoPythonEnvironment, pythonEnvironment } from '../bed/servers/python-environment.ts';

/** `npm run test:conformance`: installs moto under `.cache/` and compares the product and the sandbox with it. */
const say = (text: string) => console.log(`conformance: ${text} …`);
try {
  await pythonEnvironment(say);
  say('reading one estate from moto and from the sandbox');
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const args = [vitest, 'run', '--project', 'conformance', ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
} catch (error) {
  if (!(error instanceof NoPythonEnvironment)) throw error;
  const { cause } = error;
  console.error(`conformance: ${error.message}\n${cause instanceof Error ? cause.message : ''}`);
  process.exitCode = 1;
}
