import * as z from 'zod';
import type { AssetKind } from '../../clouds/gcp/assets.ts';
import { BAD_ANSWER, GcpError } from '../../clouds/gcp/problem.ts';
import { checked, type GcpCall } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Problem } from '../../model/target.ts';
import type { Reading, Source } from '../contract.ts';

/** A Google Cloud source, with what planning and Cloud Asset Inventory need. */
export interface GcpSource extends Source<GcpSession> {
  /** The API that must be enabled: `secretmanager.googleapis.com`. */
  api: string;
  /** The asset types it reads, and the fields it keeps. */
  assetKinds: readonly AssetKind<unknown>[];
  /** The locations of a project to read; `global` may be omitted. */
  locations(session: GcpSession): Promise<string[]>;
}

/** Resources of one kind from the asset listing. Problems of the listing are recorded in the reading. */
export async function fromAssets<T>(
  session: GcpSession,
  kind: AssetKind<T>,
  reading: Reading,
  isWanted: (resource: T) => boolean = () => true,
): Promise<T[]> {
  if (session.assets === undefined) return [];
  const { resources, unreadable, readAt } = await session.assets.of(kind, session.projectId);
  reading.asOf(readAt);
  if (unreadable > 0) reading.problem(notInForm('cloudasset.assets.listResource', unreadable));
  const wanted: T[] = [];
  for (const resource of resources) if (isWanted(resource)) wanted.push(resource);
  return wanted;
}

/** The valid items of a page; the others are recorded as problems. */
export function inForm<T>(
  call: Pick<GcpCall, 'operation'>,
  page: unknown,
  list: string,
  schema: z.ZodType<T>,
  reading: Pick<Reading, 'problem'>,
): T[] {
  const items = checked(call, z.object({ [list]: z.array(z.unknown()).default([]) }), page)[list] ?? [];
  return items.flatMap((item) => {
    const read = schema.safeParse(item);
    if (read.success) return [read.data];
    reading.problem(notInForm(call.operation, 1));
    return [];
  });
}

/** The problem of SKCs that the cloud did not list in their documented form. */
export function notInForm(operation: string, skcs: number): Problem {
  return {
    operation,
    code: BAD_ANSWER,
    kind: 'malformed',
    message: 'Google returned an item that is not in its documented form.',
    skcs,
  };
}

const NOT_FOUND = 404;

/**
 * Reads one resource by name; undefined if Google reports that it does not exist.
 * @throws {GcpError} every other error: without a response nothing is proven.
 */
export async function byName<T>(
  session: GcpSession,
  call: GcpCall,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  try {
    return checked(call, schema, await session.rest.ask(call));
  } catch (error) {
    if (error instanceof GcpError && error.status === NOT_FOUND) return undefined;
    throw error;
  }
}

/** `europe-west3` of `projects/pay/locations/europe-west3/secrets/x`; `global` if the name has no location. */
export function locationOf(name: string): string {
  return /\/locations\/([^/]+)/.exec(name)?.[1] ?? 'global';
}

/** The last part of a name. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Days of a duration in Google's format: `2592000s`. */
export function daysOf(duration: string | undefined): number | undefined {
  const seconds = /^(\d+)(\.\d+)?s$/.exec(duration ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) / 86_400;
}
