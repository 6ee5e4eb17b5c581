import { GCP_PREFIX } from './prefix.ts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Calls } from '../calls.ts';
import type { GcpEstate } from '../estate/gcp-estate.ts';
import type { Faults } from '../faults.ts';
import type { Memory } from '../memory.ts';
import { createGcp } from './gcp.ts';
import type { GrpcSandbox } from './grpc-server.ts';
import { answerGcpRest } from './rest-server.ts';
import type { TokenCounts } from './sign-in.ts';

export interface GcpSandbox {
  /** REST, on 127.0.0.1. */
  restPort: number;
  /** gRPC without TLS: started on first use, because loading its definitions takes a while. */
  grpcPort(): Promise<number>;
  /** Revokes every token that was issued. */
  revokeTokens(): void;
  /** Number of sign-ins. */
  tokensGiven(): TokenCounts;
  /** Sets Google's clock, which signed requests are checked against; default: the machine's. */
  setWallClock(clock: () => Date): void;
  /** Answers requests to the sandbox's own port below `/_gcp`. */
  answer(request: IncomingMessage, response: ServerResponse, body: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the Google part of a sandbox, with its own servers, because Google's clients cannot use a path prefix. */
export async function startGcp(
  estate: GcpEstate,
  {
    memory,
    faults,
    calls,
    protect = () => undefined,
  }: { memory: Memory; faults: Faults; calls: Calls; protect?: (server: Server) => void },
): Promise<GcpSandbox> {
  const gcp = createGcp(estate, memory, faults, calls);
  let wallClock = () => new Date();
  const rest = createServer((request, response) => {
    void read(request)
      .then((body) =>
        answerGcpRest(gcp, request, response, { path: request.url ?? '/', body, wallClock: wallClock() }),
      )
      .catch((error: unknown) => failed(response, error));
  });
  protect(rest);
  await new Promise<void>((resolve, reject) => {
    rest.once('error', reject);
    rest.listen(0, '127.0.0.1', resolve);
  });
  let grpc: Promise<GrpcSandbox> | undefined;
  const startedGrpc = async () => {
    const { startGrpc } = await import('./grpc-server.ts');
    return startGrpc(gcp);
  };
  const address = rest.address();
  return {
    restPort: typeof address === 'object' && address !== null ? address.port : 0,
    grpcPort: async () => (await (grpc ??= startedGrpc())).port,
    revokeTokens: () => gcp.tokens.revoke(),
    tokensGiven: () => gcp.tokens.counts(),
    setWallClock: (clock) => {
      wallClock = clock;
    },
    answer: (request, response, body) =>
      answerGcpRest(gcp, request, response, {
        path: (request.url ?? '').slice(GCP_PREFIX.length),
        body,
        wallClock: wallClock(),
      }),
    close: async () => {
      (await grpc)?.close();
      await new Promise<void>((resolve, reject) => {
        rest.close((error) => (error === undefined ? resolve() : reject(error)));
        rest.closeAllConnections();
      });
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Shows an error of the sandbox itself. */
function failed(response: ServerResponse, error: unknown): void {
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end(`the sandbox failed: ${error instanceof Error ? error.stack : String(error)}`);
}
