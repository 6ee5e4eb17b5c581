import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Changes to bodies, by operation. */
export interface Rewriting {
  asked?: (operation: string, body: string) => string;
  answered?: (operation: string, body: string) => string;
}

export interface Wire {
  url: string;
  close(): Promise<void>;
}

/** A proxy on loopback between the product's clients and a cloud that changes requests and responses, ignoring signatures. */
export async function openWire(cloud: string, { asked, answered }: Rewriting): Promise<Wire> {
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const operation = operationOf(request, body);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const answer = await fetch(`${cloud}${request.url ?? '/'}`, {
      method: request.method ?? 'POST',
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      body: asked?.(operation, body) ?? body,
    });
    const said = await answer.text();
    const changed = Buffer.from(answer.ok ? (answered?.(operation, said) ?? said) : said);
    const type = answer.headers.get('content-type') ?? 'text/plain';
    const code = answer.headers.get('x-amzn-errortype');
    response.writeHead(answer.status, {
      'content-type': type,
      'content-length': changed.length,
      ...(code === null ? {} : { 'x-amzn-errortype': code }),
    });
    response.end(changed);
  }
  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) =>
      response.destroy(new Error('the connection broke', { cause: error })),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function operationOf(request: IncomingMessage, body: string): string {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  return new URLSearchParams(body).get('Action') ?? '';
}
