import { createServer, type Socket } from 'node:net';
import * as z from 'zod';

/** A server that takes every connection and never answers. */
export interface BlackHole {
  /** `127.0.0.1:4711` */
  host: string;
  /** Connections taken so far. */
  connections(): number;
  close(): Promise<void>;
}

export async function openBlackHole(): Promise<BlackHole> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // A client that gives up resets its connection.
    socket.on('error', () => socket.destroy());
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    host: `127.0.0.1:${port}`,
    connections: () => sockets.length,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
