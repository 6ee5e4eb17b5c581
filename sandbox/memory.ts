import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { instantSchema } from '../shared/model/fields.ts';
import type { Instant } from '../shared/model/instant.ts';

const texts = z.record(z.string(), z.string());

const keptSchema = z.object({
  now: instantSchema,
  /** How many messages were published. */
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

type Kept = z.infer<typeof keptSchema>;
export type Topic = Kept['topics'][string];
export type Subscription = Topic['subscriptions'][number];

interface Report {
  generatedAt: Instant;
  ready: boolean;
  csv: string;
}

/** What the sandbox keeps from request to request and, with a directory, from start to start. */
export interface Memory {
  kept: Kept;
  /** Credential reports by account; these do not outlive the process. */
  reports: Map<string, Report>;
  /** Writes what is kept, whole or not at all. */
  save(): void;
}

/** The state of the sandbox could not be read back. */
export class BadSandboxState extends Error {
  override readonly name = 'BadSandboxState';
}

/**
 * Opens `<directory>/sandbox.json`; without a directory everything stays in memory.
 * @throws {BadSandboxState} when the file holds something else.
 */
export function openMemory(directory: string | undefined, epoch: Instant): Memory {
  const fresh: Kept = { now: epoch, published: 0, topics: {} };
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

function read(file: string): Kept {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new BadSandboxState(
      `could not read the sandbox's state in ${file}: remove the file to start anew`,
      { cause },
    );
  }
}
