import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Path by which a command holds a companion, below its key. */
export const HOLD_PATH = '/_companion/hold';
/** Path by which a command ends a companion that no other command holds. */
export const END_PATH = '/_companion/end';

/** User name of the proxy's sign-in; its password is the key. */
export const PROXY_USER = 'skc';

/** Lets a server answer only those who know the key in its lock file. */
export interface Protection {
  /** Applies to all requests and tunnels of a server; called before it listens. */
  protect: (server: Server) => void;
  /** Number of commands that hold the companion. */
  holders: () => number;
  /** Sends a line to every command that holds the companion. */
  tell: (line: string) => void;
  /** From now on no command can hold it: it is ending. */
  refuseHolders: () => void;
}

/** Proof that whoever computed it knows the key; it does not reveal the key. */
export function proofOf(key: string, nonce: string): string {
  return createHmac('sha256', key).update(nonce).digest('base64url');
}

/**
 * Every path of a protected server begins with the key: all SDKs can be given such an address, and a web page or another
 * user of the machine cannot guess it. A request with an `Origin` comes from a page, and one with a foreign `Host` by a
 * name that a page's owner controls (DNS rebinding): both are refused, even with the key.
 * @param onEnd Called when a command asks the companion to end and no command holds it.
 */
export function protection(key: string, onEnd: () => void): Protection {
  const held = new Set<ServerResponse>();
  let ending = false;
  const own = (request: IncomingMessage, response: ServerResponse): boolean => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname === HOLD_PATH && ending) response.writeHead(503, { connection: 'close' }).end();
    else if (pathname === HOLD_PATH) hold(response, proofOf(key, searchParams.get('nonce') ?? ''), held);
    else if (pathname === END_PATH) {
      const used = held.size > 0;
      response.writeHead(used ? 409 : 204, { connection: 'close' }).end();
      if (!used) onEnd();
    } else return false;
    return true;
  };
  return {
    holders: () => held.size,
    tell: (line) => {
      for (const response of held) response.write(`${line}\n`);
    },
    refuseHolders: () => {
      ending = true;
    },
    protect: (server) => {
      const answer = server.listeners('request');
      server.removeAllListeners('request');
      server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        if (!admits(request, key)) return refuse(response);
        request.url = (request.url ?? '').slice(key.length + 1) || '/';
        if (own(request, response)) return;
        for (const each of answer) Reflect.apply(each, server, [request, response]);
      });
      const tunnel = server.listeners('connect');
      server.removeAllListeners('connect');
      server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (!admitsTunnel(request, key)) {
          socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
          return;
        }
        for (const each of tunnel) Reflect.apply(each, server, [request, socket, head]);
      });
    },
  };
}

/** The answer has no end: the connection lasts as long as both processes, however long they are idle. */
function hold(response: ServerResponse, proof: string, held: Set<ServerResponse>): void {
  held.add(response);
  response.on('close', () => held.delete(response));
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.write(`${proof}\n`);
}

function admits({ url = '', headers, socket }: IncomingMessage, key: string): boolean {
  if (headers.origin !== undefined || headers.host !== `127.0.0.1:${socket.localPort}`) return false;
  return isSame(url.slice(0, key.length + 2), `/${key}/`) || isSame(url, `/${key}`);
}

function admitsTunnel({ headers }: IncomingMessage, key: string): boolean {
  const expected = `Basic ${Buffer.from(`${PROXY_USER}:${key}`).toString('base64')}`;
  return headers.origin === undefined && isSame(headers['proxy-authorization'] ?? '', expected);
}

/** Takes the same time wherever two texts differ. */
function isSame(text: string, expected: string): boolean {
  const [one, other] = [Buffer.from(text), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { 'content-length': 0, connection: 'close' }).end();
}
