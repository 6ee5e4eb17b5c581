import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { createPrivateAuthority } from '../../../sandbox/azure/private-authority.ts';
import { openAzureSessions, type AzureSessions } from '../../../shared/clouds/azure/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import type { CallLimits } from '../../../shared/clouds/no-answer.ts';
import type { Instant } from '../../../shared/model/instant.ts';
import { connectDatabase } from '../database.ts';
import { signInToAzureSandbox } from '../sandbox/sign-in.ts';
import { collecting, EPOCH, type AzureStage } from './stage.ts';

/** What a test's Azure answers to one request. */
export interface WireAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** JSON, or a text as it is. */
  body?: unknown;
  /** `hang`: no answer; `reset`: the connection breaks; `cut`: it breaks in the middle of the answer. */
  trouble?: 'hang' | 'reset' | 'cut';
  packed?: boolean;
}

export interface WireRequest {
  method: string;
  host: string;
  /** Path and query, with the query's names and values decoded. */
  path: string;
  body: string;
}

/** Azure's hosts as a test writes them, answer by answer, and a table to collect into. */
export interface Wire extends Pick<AzureStage, 'database' | 'collect' | 'skcs'> {
  sessions: AzureSessions;
  calls: Calls;
  /** Every request so far, as `GET kv-pay.vault.azure.net/secrets?…`. */
  asked: string[];
  clock: { now: Instant };
  close(): Promise<void>;
}

let tables = 0;

/** @param answer What each request is answered with; undefined: 404. */
export async function openWire(
  dynalite: string,
  answer: (request: WireRequest) => WireAnswer | undefined,
  limits?: CallLimits,
): Promise<Wire> {
  const names = [
    'management.azure.com',
    'graph.microsoft.com',
    '*.vault.azure.net',
    '*.managedhsm.azure.net',
  ];
  const { ca, cert, key } = await createPrivateAuthority(names);
  const asked: string[] = [];
  const tls = createTlsServer({ cert, key }, (message, response) => {
    void reply(message, response, (request) => {
      asked.push(`${request.method} ${request.host}${request.path}`);
      return answer(request);
    });
  });
  const tunnels = new Set<Duplex>();
  const proxy = createServer();
  proxy.on('connect', (_request, socket) => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    socket.on('error', () => socket.destroy());
    tunnels.add(socket);
    tls.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(proxy.address());
  signInToAzureSandbox(process.env, { port, ca });
  const calls = new Calls();
  const sessions = openAzureSessions({
    credential: { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) },
    authorityHost: 'https://login.microsoftonline.com',
    calls,
    limits,
  });
  const database = await connectDatabase(dynalite, `azure-wire-${(tables += 1)}`);
  const clock = { now: EPOCH };
  return {
    sessions,
    calls,
    asked,
    clock,
    ...collecting(database, sessions, () => clock.now),
    close: async () => {
      database.close();
      delete process.env['HTTPS_PROXY'];
      for (const tunnel of tunnels) tunnel.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

async function reply(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: WireRequest) => WireAnswer | undefined,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  const answered = answer({
    method: message.method ?? '',
    host: message.headers.host ?? '',
    path: decodeURIComponent(message.url ?? ''),
    body: Buffer.concat(parts).toString(),
  });
  const missing = { error: { code: 'NotFound', message: 'The test has no answer for this.' } };
  const { status = 200, headers, body, trouble, packed = false } = answered ?? { status: 404, body: missing };
  if (trouble === 'hang') return;
  if (trouble === 'reset') {
    message.socket.destroy();
    return;
  }
  const text = Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
  const bytes = packed ? gzipSync(text) : text;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
    ...headers,
  });
  if (trouble === 'cut') response.write(bytes.subarray(0, bytes.length / 2), () => message.socket.destroy());
  else response.end(bytes);
}
