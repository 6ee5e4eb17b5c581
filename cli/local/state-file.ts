import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type * as z from 'zod';
import { StoreUnusable, withFile } from './store-unusable.ts';

/** Reads a JSON file of the store. @returns undefined if there is none. @throws {StoreUnusable} naming the file. */
export function readState<T>(file: string, schema: z.ZodType<T>): T | undefined {
  const text = withFile(file, () => textOf(file));
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new StoreUnusable(`could not read ${file}: it is damaged`, START_OVER, { cause });
  }
}

const START_OVER = 'npm start -- --reset starts the sample organisation over.';

/** Writes a JSON file of the store, readable by its owner only. A kill leaves the old file or the new one. */
export function writeState(file: string, value: unknown): void {
  withFile(file, () => {
    writeFileSync(`${file}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
