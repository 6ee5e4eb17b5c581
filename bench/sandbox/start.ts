import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { sandboxControl, type RemoteControl } from '../../sandbox/control.ts';
import type { Shape } from './shape.ts';

export interface BenchSandbox {
  url: string;
  control: RemoteControl;
  /** The calls by operation since the last time. */
  takeCalls(): Promise<Record<string, number>>;
  /** Maximum number of concurrent requests by host since the last time. */
  takeCrowds(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

/** Minimum latency of a call to a cloud in milliseconds. */
const LATENCY_MS = 10;

/** Starts a sandbox with an estate of this shape in a separate process, with a small latency for every call. */
export async function startBenchSandbox(shape: Shape): Promise<BenchSandbox> {
  const script = fileURLToPath(new URL('./process.ts', import.meta.url));
  const child = fork(script, [JSON.stringify(shape)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { url } = z.object({ url: z.url() }).parse(await said(child));
  const control = sandboxControl(url);
  await control.faults.add({ kind: 'latency', ms: LATENCY_MS });
  return {
    url,
    control,
    async takeCalls() {
      const counts = await control.calls.counts();
      await control.calls.clear();
      return counts;
    },
    async takeCrowds() {
      child.send('crowds');
      return z.record(z.string(), z.number()).parse(await said(child));
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function said(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the sandbox of the benchmark ended with ${code} before it answered`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message;
}
