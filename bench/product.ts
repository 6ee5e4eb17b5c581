import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { storeDirectory } from '../cli/local/store.ts';
import { findingSchema } from '../shared/model/finding.ts';

import { watchTree, type TreeMeasured } from './process-tree.ts';

/** Node's options, the same as in the first line of `cli/skc.mjs`. */
const NODE_FLAGS = ['--max-semi-space-size=2'] as const;
const SURROUNDINGS = {
  MALLOC_ARENA_MAX: '1',
  // For the measuring module, which is loaded first: otherwise Node would load its type stripper for it.
  NODE_COMPILE_CACHE: pathOf('../.cache/compiled'),
};

const usageSchema = z.object({
  /** From the process's start to its end. */
  seconds: z.number(),
  cpuSeconds: z.number(),
  /** Largest resident set. */
  peakMb: z.number(),
  /** Items written: puts, updates and deletes whose condition was met. */
  writes: z.number(),
  /** Read requests: gets and pages of queries. */
  reads: z.number(),
});

/** Resource usage and results of one `skc run`. */
export interface Measured extends z.infer<typeof usageSchema>, TreeMeasured {
  /** Calls that the cloud's server counted, by operation. */
  calls: Record<string, number>;
  /** Findings opened by this run. */
  opened: number;
}

export interface Start {
  /** Options of `skc run`. */
  options: readonly string[];
  /** Folder of the local database. */
  directory: string;
  /** Environment that points the product at the cloud's server. */
  environment: NodeJS.ProcessEnv;
  /** The calls that the server has counted since the last time. */
  takeCalls: () => Promise<Record<string, number>>;
}

/** Runs the product in its own process, as a person would, against a cloud's server. */
export async function measureRun({ options, directory, environment, takeCalls }: Start): Promise<Measured> {
  await takeCalls();
  const startedAt = new Date().toISOString().slice(0, 19) + 'Z';
  const report = join(directory, 'used.json');
  const args = ['run', ...options, '--directory', directory, '--json'];
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, '--import', pathOf('./measure.ts'), pathOf('../cli/skc.mjs'), ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        ...SURROUNDINGS,
        ...environment,
        SKC_BENCH_REPORT: report,
      },
    },
  );
  const tree = watchTree(child.pid ?? 0, storeDirectory(directory, 'own'));
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = await once(child, 'close');
  const treeMeasured = tree.end();
  if (code !== 0) throw new Error(`skc run ended with ${code}: ${await stderr}`);
  const findings = z.array(findingSchema).parse(JSON.parse(await stdout));
  return {
    ...usageSchema.parse(JSON.parse(readFileSync(report, 'utf8'))),
    ...treeMeasured,
    calls: await takeCalls(),
    opened: findings.filter((finding) => finding.openedAt >= startedAt).length,
  };
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
