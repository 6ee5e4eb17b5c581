import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { StoreUnusable, withFile } from './store-unusable.ts';

/** A companion on its way. */
export interface Start {
  running: () => boolean;
  /** Why it did not start. */
  failed: () => StoreUnusable | undefined;
}

const reportSchema = z.object({ failed: z.string(), nextStep: z.string() });

/** A companion's report as an error. */
export function failureIn(text: string): StoreUnusable {
  const { failed, nextStep } = reportSchema.parse(JSON.parse(text));
  return new StoreUnusable(failed, nextStep);
}

/** Keep its memory small (docs/performance.md, "Memory"). */
const FLAGS = ['--max-semi-space-size=1', '--heap-growing-percent=20', '--optimize-for-size'];
const ENVIRONMENT = {
  NODE_OPTIONS: '',
  MALLOC_ARENA_MAX: '1',
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../.cache/compiled', import.meta.url)),
};

/** Starts `<name>-process.ts`, which outlives this process. */
export function startCompanion(
  name: string,
  lock: string,
  directory: string,
  args: readonly string[],
): Start {
  const script = fileURLToPath(new URL(`./${name}-process.ts`, import.meta.url));
  const logFile = join(directory, `${name}.log`);
  const log = withFile(logFile, () => openSync(logFile, 'a', 0o600));
  const child = spawn(process.execPath, [...FLAGS, script, lock, directory, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', log, 'ipc'],
    env: { ...process.env, ...ENVIRONMENT },
  });
  closeSync(log);
  child.unref();
  child.channel?.unref();
  let running = true;
  let failed: StoreUnusable | undefined;
  child.on('message', (message) => {
    failed = failureIn(z.string().parse(message));
  });
  child.on('exit', (code, signal) => {
    running = false;
    if (code !== 0)
      failed ??= new StoreUnusable(
        `the ${name} ended while it was starting (${signal ?? `exit code ${code}`})`,
        `Its log is ${logFile}.`,
      );
  });
  child.on('error', (cause) => {
    running = false;
    failed = new StoreUnusable(`the ${name} could not be started`, `Its log is ${logFile}.`, { cause });
  });
  return { running: () => running, failed: () => failed };
}
