#!/usr/bin/env node
// The product is TypeScript that Node runs as it stands, which an older Node on the host cannot: npm scripts and npx
// find the project's own first, and whoever calls this file directly is handed over to it.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 23 || (major === 23 && minor >= 6)) {
  const { runProcess } = await import('./process.ts');
  await runProcess();
} else {
  const own = createRequire(import.meta.url).resolve('node/bin/node');
  const { status } = spawnSync(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 70;
}
