import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import * as z from 'zod';

/** A server that answers every request with the head and the beginning of a body, and stalls. */
export interface Stalling {
  url: string;
  requests(): number;
  close(): Promise<void>;
}

/**
 * @param drips Sends one more byte of the body again and again, so that no pause is long.
 * @param tls With it, it is spoken to by https.
 */
export async function openStalling(
  drips: boolean,
  tls?: Pick<ServerOptions, 'cert' | 'key'>,
): Promise<Stalling> {
  const answers: ServerResponse[] = [];
  const stall: RequestListener = (request, response) => {
    request.resume();
    answers.push(response);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' });
    response.write('{"Keys": [');
  };
  const server = tls === undefined ? createServer(stall) : createSecureServer(tls, stall);
  const dripping = setInterval(() => {
    if (drips) for (const answer of answers) answer.write(' ');
  }, 50);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `${tls === undefined ? 'http' : 'https'}://localhost:${port}`,
    requests: () => answers.length,
    close: () =>
      new Promise((resolve) => {
        clearInterval(dripping);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
