import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { companion } from '../../../../cli/local/companion.ts';

it('is still in use after it closed an idle connection', async () => {
  const server = createServer();
  const directory = mkdtempSync(join(tmpdir(), 'skc-companion-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  writeFileSync(join(directory, 'database.lock'), JSON.stringify({ pid: process.pid, port }));
  const connected = (): Promise<Socket[]> => once(server, 'connection');
  const first = connected();
  const { release } = await companion('database', directory);
  const again = connected();
  // As Node's server does after a minute (`headersTimeout`).
  for (const socket of await first) socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  const sockets = await again;
  expect(sockets).toHaveLength(1);
  release();
  for (const socket of sockets) socket.destroy();
  server.close();
  rmSync(directory, { recursive: true });
});
