import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** The part of S3's API that plans and reports need: put, get, list by prefix. */
export async function startS3(): Promise<{
  url: string;
  objects: Map<string, string>;
  close(): Promise<void>;
}> {
  const objects = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, , ...rest] = url.pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'PUT') {
        objects.set(key, Buffer.concat(chunks).toString('utf8'));
        response.writeHead(200, { etag: '"0"' }).end();
        return;
      }
      if (url.searchParams.get('list-type') === '2') {
        const prefix = url.searchParams.get('prefix') ?? '';
        const found = [...objects.keys()].filter((each) => each.startsWith(prefix));
        const contents = found.map((each) => `<Contents><Key>${each}</Key></Contents>`).join('');
        response.writeHead(200, { 'content-type': 'application/xml' });
        response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`);
        return;
      }
      const body = objects.get(key);
      response.writeHead(body === undefined ? 404 : 200).end(body ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('S3 has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    objects,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
