import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonEnvironment } from './python-environment.ts';

const READY_WITHIN_MS = 180_000;
const POLL_MS = 50;

/** Sources that moto cannot serve: moto 5.2.5 has no ListServiceSpecificCredentials. */
export const NOT_IN_MOTO = ['aws.iam-service-specific-credential'];

export interface Moto {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a moto server on a free port of 127.0.0.1 and waits until it responds.
 * @param script A Python program that serves moto itself, given `<port>` and these arguments. Default: moto's own.
 */
export async function startMoto(script?: { file: string; args: readonly string[] }): Promise<Moto> {
  const port = await freePort();
  const args =
    script === undefined
      ? ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)]
      : [script.file, String(port), ...script.args];
  const child = spawn(await python(), args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A requested certificate stays pending, so that both servers can be read.
    env: { ...process.env, MOTO_ACM_VALIDATION_WAIT: '86400', PYTHONDONTWRITEBYTECODE: '1' },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`moto did not start on ${url}; its output: ${said}`);
    }
    await sleep(POLL_MS);
  }
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** The interpreter with moto and `cryptography`. */
export async function python(): Promise<string> {
  return join(await pythonEnvironment((text) => console.log(`conformance: ${text}`)), 'python');
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/moto-api/data.json`);
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}
