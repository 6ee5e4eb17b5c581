import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { findingSchema } from '../shared/model/finding.ts';

/**
 * How the product is started so that it stays small, without an upper limit that would end a run over a large
 * organisation: the young generation stays at 2 MB, the old one is collected when it has grown by a fifth, what was
 * compiled (and stripped of its types) is kept for the next start, and glibc keeps one heap instead of one a thread.
 */
export const NODE_FLAGS = ['--max-semi-space-size=2', '--heap-growing-percent=20'] as const;
export const SURROUNDINGS = {
  MALLOC_ARENA_MAX: '1',
  NODE_COMPILE_CACHE: pathOf('../.cache/compiled'),
};

const usageSchema = z.object({
  /** From the process's start to its end. */
  seconds: z.number(),
  cpuSeconds: z.number(),
  /** Largest resident set. */
  peakMb: z.number(),
  /** Items written: puts, updates and deletes whose condition held. */
  writes: z.number(),
  /** Requests for items: gets and pages of queries. */
  reads: z.number(),
});

/** What one `skc run` used and did. */
export interface Measured extends z.infer<typeof usageSchema> {
  /** Calls that the cloud's server counted, by operation. */
  calls: Record<string, number>;
  /** Findings opened by this run. */
  opened: number;
}

export interface Place {
  /** Where the cloud's server listens. */
  url: string;
  /** Where the local database is kept. */
  directory: string;
}

/** Runs the product as a person would, in its own process, over the server. */
export async function measureRun({ url, directory }: Place): Promise<Measured> {
  await takeCalls(url);
  const startedAt = new Date().toISOString().slice(0, 19) + 'Z';
  const report = join(directory, 'used.json');
  const args = ['run', '--regions', 'us-east-1', '--directory', directory, '--json'];
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, '--import', pathOf('./measure.ts'), pathOf('../cli/skc.mjs'), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: environment(url, report) },
  );
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`skc run ended with ${code}: ${await stderr}`);
  const findings = z.array(findingSchema).parse(JSON.parse(await stdout));
  return {
    ...usageSchema.parse(JSON.parse(readFileSync(report, 'utf8'))),
    calls: await takeCalls(url),
    opened: findings.filter((finding) => finding.openedAt >= startedAt).length,
  };
}

function environment(url: string, report: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...SURROUNDINGS,
    SKC_BENCH_REPORT: report,
  };
}

/** The calls since they were last taken. */
async function takeCalls(url: string): Promise<Record<string, number>> {
  const answer = await fetch(`${url}/bench/calls`);
  return z.record(z.string(), z.number()).parse(await answer.json());
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
