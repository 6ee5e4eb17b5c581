import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { instantSchema } from '../../shared/model/fields.ts';
import { instant } from '../../shared/model/instant.ts';
import { valueOfJson } from '../../shared/model/json-text.ts';

const lockSchema = z.object({
  pid: z.number().int().positive(),
  /** Absent until the companion listens. */
  port: z.number().int().positive().optional(),
  /** Whoever knows it may use the companion: the file is readable by its owner only. */
  key: z.string().regex(/^[\w-]{43}$/),
  started: instantSchema,
});

/** What a companion's lock file holds. */
export type CompanionLock = z.infer<typeof lockSchema>;

/** @returns `unreadable` for a file with any other content: a lock is never half-written, so it is no lock. */
export function readLock(file: string): CompanionLock | 'unreadable' | undefined {
  const text = textOf(file);
  if (text === undefined) return undefined;
  const parsed = lockSchema.safeParse(valueOfJson(text));
  return parsed.success ? parsed.data : 'unreadable';
}

/** Takes the lock for this process. @returns undefined if there is a lock already, whatever it holds. */
export function takeLock(file: string): CompanionLock | undefined {
  const lock = { pid: process.pid, key: randomBytes(32).toString('base64url'), started: instant(new Date()) };
  const whole = written(file, lock);
  try {
    // Unlike renaming, linking fails if the name is taken.
    linkSync(whole, file);
    return lock;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return undefined;
    throw error;
  } finally {
    rmSync(whole, { force: true });
  }
}

/** Replaces this process's own lock. */
export function rewriteLock(file: string, lock: CompanionLock): void {
  renameSync(written(file, lock), file);
}

/** Whether the file is still this very lock, and not a successor's. */
export function holdsLock(file: string, { key }: Pick<CompanionLock, 'key'>): boolean {
  const now = readLock(file);
  return typeof now === 'object' && now.key === key;
}

/** Removes an own lock; that of a successor is left alone. */
export function removeOwnLock(file: string, lock: Pick<CompanionLock, 'key'>): void {
  if (holdsLock(file, lock)) rmSync(file, { force: true });
}

/**
 * Removes a lock whose companion is gone. Two commands may do so at once, and one of them may have started a companion
 * by then: what was taken away is checked, and put back if it is another lock.
 */
export function removeStaleLock(file: string, stale: CompanionLock | 'unreadable'): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const taken = readLock(aside);
  const other = typeof taken === 'object' && (stale === 'unreadable' || taken.key !== stale.key);
  try {
    if (other) linkSync(aside, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function written(file: string, lock: CompanionLock): string {
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, JSON.stringify(lock), { mode: 0o600 });
  return whole;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
