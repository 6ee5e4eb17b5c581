import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readLock } from '../cli/local/companion-lock.ts';

const MB = 1024 * 1024;
const LOOK_EVERY_MS = 100;

/** The processes of a run: the product's own and its database. */
export interface TreeMeasured {
  /** Largest sum of their resident sets in MB of 2^20 bytes. Memory that they share is counted twice. */
  treeMb: number;
  /** Largest resident set of the database alone. */
  databaseMb: number;
  /** Files of the database after the run. */
  diskMb: number;
}

/**
 * Watches a run and the database that it starts. Only Linux reports the memory of other processes (proc_pid_status(5));
 * elsewhere both sizes are 0.
 * @param store Folder of the run's local store.
 */
export function watchTree(pid: number, store: string): { end: () => TreeMeasured } {
  const measured = { treeMb: 0, databaseMb: 0 };
  const look = () => {
    const lock = readLock(join(store, 'database.lock'));
    const database = typeof lock === 'object' ? residentMb(lock.pid) : 0;
    measured.treeMb = Math.max(measured.treeMb, residentMb(pid) + database);
    measured.databaseMb = Math.max(measured.databaseMb, database);
  };
  const watch = setInterval(look, LOOK_EVERY_MS);
  return {
    end: () => {
      clearInterval(watch);
      return { ...measured, diskMb: sizeOf(join(store, 'database')) / MB };
    },
  };
}

function residentMb(pid: number): number {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return 0;
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024;
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
