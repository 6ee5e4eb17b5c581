import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { instantSchema } from '../shared/model/fields.ts';
import type { Instant } from '../shared/model/instant.ts';

const texts = z.record(z.string(), z.string());

const keptSchema = z.object({
  now: instantSchema,
  /** Number of published messages. */
  published: z.number().int().nonnegative(),
  topics: z.record(
    z.string(),
    z.object({
      attributes: texts,
      tags: texts,
      subscriptions: z.array(
        z.object({
          arn: z.string(),
          protocol: z.string(),
          endpoint: z.string(),
          confirmed: z.boolean(),
          token: z.string(),
          madeAt: instantSchema,
          attributes: texts,
        }),
      ),
    }),
  ),
});

type SandboxState = z.infer<typeof keptSchema>;
export type Topic = SandboxState['topics'][string];
export type Subscription = Topic['subscriptions'][number];

interface Report {
  generatedAt: Instant;
  ready: boolean;
  csv: string;
}

/** State that the sandbox keeps between requests and, with a directory, between starts. */
export interface Memory {
  kept: SandboxState;
  /** Credential reports by account; lost when the process ends. */
  reports: Map<string, Report>;
  /** Writes the state atomically. */
  save(): void;
}

/** The stored state of the sandbox could not be read. */
export class BadSandboxState extends Error {
  override readonly name = 'BadSandboxState';
}

/**
 * Opens `<directory>/sandbox.json`; without a directory the state is in memory only.
 * @throws {BadSandboxState} when the file has other content.
 */
export function openMemory(directory: string | undefined, epoch: Instant): Memory {
  const fresh: SandboxState = { now: epoch, published: 0, topics: {} };
  const reports = new Map<string, Report>();
  if (directory === undefined) return { kept: fresh, reports, save: () => undefined };
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'sandbox.json');
  const kept = existsSync(file) ? read(file) : fresh;
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(kept, undefined, 2));
    renameSync(`${file}.new`, file);
  };
  return { kept, reports, save };
}

function read(file: string): SandboxState {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new BadSandboxState(`could not read ${file}: it is damaged`, { cause });
  }
}
