import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';

/** One recorded call: operation, service and access key. */
export interface PassedCall {
  service: string;
  operation: string;
  accessKeyId: string;
  /** Its form or JSON body, unchanged. */
  body: string;
}

/**
 * A gateway between the product and the emulators that it reads, which have no permissions: records every operation,
 * refuses those that a test denies, and forwards each to its emulator.
 */
export interface Gate {
  url: string;
  calls: readonly PassedCall[];
  /** From now on, calls for which `refused` gives a message are denied with it. */
  shut(refused: (call: PassedCall) => string | undefined): void;
  close(): Promise<void>;
}

/** Opens a gateway on loopback. @param to The address of the emulator for a call. */
export async function openGate(to: (call: PassedCall) => string): Promise<Gate> {
  const calls: PassedCall[] = [];
  let refuses: (call: PassedCall) => string | undefined = () => undefined;
  const server = createServer((request, response) => {
    pass(request, response, to, (call) => {
      calls.push(call);
      return refuses(call);
    }).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    shut: (refused) => {
      refuses = refused;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  to: (call: PassedCall) => string,
  seen: (call: PassedCall) => string | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const call = callOf(request, body.toString());
  const refusal = seen(call);
  if (refusal !== undefined) return refuse(request, response, refusal);
  const upstream = forward(`${to(call)}${request.url ?? '/'}`, {
    method: request.method,
    // The emulator needs the host to identify the service if the request does not.
    headers: request.headers,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once('response', resolve).once('error', reject);
  });
  upstream.end(body);
  const answer = await answered;
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.pipe(response);
}

/** `AWS4-HMAC-SHA256 Credential=<key>/<day>/<region>/<service>/aws4_request, …` identifies caller and service. */
function callOf(request: IncomingMessage, body: string): PassedCall {
  const credential = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '');
  const target = request.headers['x-amz-target'];
  const operation =
    (typeof target === 'string' ? target.split('.').at(-1) : undefined) ??
    new URLSearchParams(body).get('Action') ??
    capitalised((request.url ?? '').split('/').at(-1) ?? '');
  return { service: credential?.[2] ?? '', operation, accessKeyId: credential?.[1] ?? '', body };
}

/** The Account API names its operations by their paths: `/getAlternateContact`. */
function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function refuse(request: IncomingMessage, response: ServerResponse, message: string): void {
  if (request.headers['x-amz-target'] !== undefined) {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: 'AccessDeniedException', message }));
    return;
  }
  response.writeHead(403, { 'content-type': 'text/xml' });
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error><RequestId>gate</RequestId></ErrorResponse>`,
  );
}
