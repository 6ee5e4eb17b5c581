#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=2
// The product is TypeScript without a build step, which an older Node on the host cannot run. npm scripts and npx use
// the project's own Node; when this file is run directly by an older one, it starts the project's own.
// The flags keep its memory small (docs/performance.md, "Memory").
import { spawnSync } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 23 || (major === 23 && minor >= 6)) {
  module.enableCompileCache(fileURLToPath(new URL('../.cache/compiled', import.meta.url)));
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--optimize-for-size');
  const { runProcess } = await import('./main.ts');
  await runProcess();
} else {
  const own = createRequire(import.meta.url).resolve('node/bin/node');
  const args = ['--max-semi-space-size=2', fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const { status } = spawnSync(own, args, { stdio: 'inherit' });
  process.exitCode = status ?? 70;
}
