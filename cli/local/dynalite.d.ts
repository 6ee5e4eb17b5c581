declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** @param options `path`: where it keeps its tables; none: memory. `createTableMs`: how long a table is "creating". */
  export default function dynalite(options: { path?: string; createTableMs?: number }): Server;
}
