import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { HeartbeatFailed, sendHeartbeat } from '../../../functions/finish/heartbeat.ts';

const SECRET = 'b1946ac9-0000-4000-8000-secret';
let server: Server | undefined;
const asked: string[] = [];
afterEach(() => {
  asked.length = 0;
  server?.closeAllConnections();
  server?.close();
});

/** A monitoring service on loopback. @returns the URL of its heartbeat. */
async function service(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<string> {
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answer(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}/ping/${SECRET}`;
}

async function failure(url: string, timeoutMs?: number): Promise<HeartbeatFailed> {
  try {
    await sendHeartbeat(url, timeoutMs);
  } catch (error) {
    if (error instanceof HeartbeatFailed) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('the heartbeat', () => {
  it('calls the URL once, with GET', async () => {
    await sendHeartbeat(await service((response) => response.writeHead(200).end('OK')));
    expect(asked).toEqual([`GET /ping/${SECRET}`]);
  });

  it('tries a second time', async () => {
    await sendHeartbeat(
      await service((response) => response.writeHead(asked.length === 1 ? 503 : 200).end()),
    );
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['an error', (response: ServerResponse) => response.writeHead(500).end(), 'HTTP 500'],
    [
      'a redirect, which would disclose the URL to another host',
      (response: ServerResponse) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      'HTTP 302',
    ],
    ['a connection that is cut', (response: ServerResponse) => response.destroy(), 'no connection'],
  ])('fails after two tries on %s, without its URL in the message', async (_what, answer, reason) => {
    const { message } = await failure(await service(answer));
    expect(message).toContain(reason);
    expect(message).toContain('127.0.0.1');
    expect(message).not.toContain(SECRET);
    expect(asked).toHaveLength(2);
  });

  it('gives up a service that never answers', async () => {
    const started = performance.now();
    const { message } = await failure(await service(() => undefined), 100);
    expect(message).toContain('no answer within 100 ms');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
