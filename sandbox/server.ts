import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { addDays, isInstant, BadDate } from '../shared/model/instant.ts';
import type { Instant } from '../shared/model/instant.ts';
import { createAws } from './aws/aws.ts';
import { startAzure } from './azure/azure.ts';
import { createCalls } from './calls.ts';
import { answerControl } from './control-endpoint.ts';
import type { SandboxControl } from './sandbox-control.ts';
import type { Estate } from './estate/estate.ts';
import { createFaults } from './faults.ts';
import { GCP_PREFIX } from './gcp/prefix.ts';
import { startGcp } from './gcp/servers.ts';
import { openMemory } from './memory.ts';
import { openOutbox } from './outbox.ts';
import { answerCloud } from './cloud-endpoint.ts';

export interface SandboxOptions {
  estate: Estate;
  /** Folder of the state and the outbox; undefined: in memory only. */
  directory?: string;
  /** Undefined: any free port. */
  port?: number;
  /** Applied to each of its HTTP servers before it listens: decides who may use it. Default: every local program. */
  protect?: (server: Server) => void;
  /** Called when a request could not be answered because of an error of the sandbox itself, as on a full disk. */
  onFailure?: (error: unknown) => void;
}

export interface Sandbox extends SandboxControl {
  url: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1 that implements the AWS protocols for a declared estate. Its clock starts at the estate's
 * epoch, or at the time stored in the directory, and moves only on request.
 * @throws {BadSandboxState} when the directory holds something unreadable; the system's error when the port is taken.
 */
export async function startSandbox({
  estate,
  directory,
  port = 0,
  protect = () => undefined,
  onFailure = () => undefined,
}: SandboxOptions): Promise<Sandbox> {
  const memory = openMemory(directory, estate.epoch);
  const outbox = openOutbox(directory);
  // The outbox is written first: a process that is killed between the two must not use a number twice.
  memory.kept.published = Math.max(memory.kept.published, outbox.list().at(-1)?.n ?? 0);
  const faults = createFaults();
  const calls = createCalls();
  const aws = createAws(estate, memory, outbox);
  const azure =
    estate.azure === undefined
      ? undefined
      : await startAzure({ estate: estate.azure, now: () => memory.kept.now, faults, calls, protect });
  const gcp =
    estate.gcp === undefined ? undefined : await startGcp(estate.gcp, { memory, faults, calls, protect });
  let open = 0;
  const setClock = (to: Instant) => {
    if (!isInstant(to)) throw new BadDate(to);
    memory.kept.now = to;
    memory.save();
  };
  const control: SandboxControl = {
    clock: {
      now: () => memory.kept.now,
      set: setClock,
      advanceDays: (days) => setClock(addDays(memory.kept.now, days)),
    },
    faults,
    calls,
    outbox,
    azure,
    gcp,
    connections: () => open,
  };
  const server = createServer((request, response) => {
    void serve(request, response, onFailure, (path, body) =>
      path.startsWith('/_sandbox/')
        ? Promise.resolve(answerControl(control, request, response, body))
        : gcp !== undefined && path.startsWith(`${GCP_PREFIX}/`)
          ? gcp.answer(request, response, body)
          : answerCloud({ aws, faults, calls }, request, response, body),
    );
  });
  protect(server);
  server.on('connection', (socket) => {
    open += 1;
    socket.on('close', () => (open -= 1));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    ...control,
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    close: async () => {
      await azure?.close();
      await gcp?.close();
      await closeServer(server);
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  onFailure: (error: unknown) => void,
  answer: (path: string, body: string) => Promise<void>,
): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    await answer(request.url ?? '/', Buffer.concat(chunks).toString());
  } catch (error) {
    // A client that has disconnected needs no response; anything else is an error of the sandbox and must be visible.
    if (request.destroyed && !request.complete) return;
    onFailure(error);
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(`the sandbox failed: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
