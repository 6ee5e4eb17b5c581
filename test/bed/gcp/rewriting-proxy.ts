import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a call is answered instead: parts of the sandbox's answer are replaced. `cut`: only half of the body comes. */
export interface Rewritten {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  cut?: boolean;
}

/**
 * Decides on one answer by the call's path with its host, `/secretmanager.googleapis.com/v1/projects/…`.
 * @param answer The sandbox's answer, parsed; the test knows its form.
 * @returns undefined to leave it as it is.
 */
export type Rewrite<Form> = (path: string, answer: Form) => Rewritten | undefined;

export interface RewritingProxy {
  url: string;
  /** Paths of all calls, in order. */
  calls: string[];
  close(): Promise<void>;
}

/** A proxy before a sandbox's Google part, for answers that the sandbox does not give. */
export async function openRewritingProxy<Form>(
  target: string,
  rewrite: Rewrite<Form>,
): Promise<RewritingProxy> {
  const calls: string[] = [];
  async function forwarded(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers, text } = await forward(asked, target);
    const path = decodeURIComponent((asked.url ?? '').replace(/^\/_gcp/, ''));
    calls.push(path);
    answer(response, { status, headers, text }, rewrite(path, JSON.parse(text || '{}')));
  }
  const server = createServer((asked, response) => {
    void forwarded(asked, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

function forward(asked: IncomingMessage, target: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, headers, url } = asked;
    const forwarded = request(`${target}${url ?? ''}`, { method, headers }, (answered) => {
      const parts: Buffer[] = [];
      answered.on('data', (part: Buffer) => parts.push(part));
      answered.on('end', () =>
        resolve({
          status: answered.statusCode ?? 500,
          headers: answered.headers,
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    forwarded.on('error', reject);
    asked.pipe(forwarded);
  });
}

function answer(response: ServerResponse, given: Answer, rewritten: Rewritten | undefined): void {
  const { status = given.status, headers = {}, body, cut = false } = rewritten ?? {};
  const text = body === undefined ? given.text : typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.from(text);
  response.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
    'content-length': bytes.length,
  });
  if (cut) response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
  else response.end(bytes);
}
