declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** @param options `path`: folder of the tables; undefined: in memory. `createTableMs`: how long a new table is "CREATING". */
  export default function dynalite(options: { path?: string; createTableMs?: number }): Server;
}
