import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startServer } from '../bed/servers/child-server.ts';
import { firstWritesSuite } from '../bed/inventory/first-writes.ts';
import { inventorySuite } from '../bed/inventory/suite.ts';
import { pythonEnvironment } from '../bed/servers/python-environment.ts';

/** The embedded database accepts some requests that DynamoDB rejects; ministack is another implementation. */
inventorySuite('ministack’s DynamoDB', startMinistack);
firstWritesSuite('ministack’s DynamoDB', startMinistack);

async function startMinistack(): Promise<{ url: string; close(): Promise<void> }> {
  const bin = await pythonEnvironment((text) => console.log(`conformance: ${text}`));
  const directory = mkdtempSync(join(tmpdir(), 'skc-ministack-'));
  const port = await freePort();
  const server = await startServer({
    command: join(bin, 'ministack'),
    args: [],
    environment: {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
    },
    url: `http://127.0.0.1:${port}`,
    health: '/_ministack/health',
    log: join(directory, 'ministack.log'),
  });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
