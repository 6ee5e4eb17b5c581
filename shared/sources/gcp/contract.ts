import * as z from 'zod';
import type { AssetKind } from '../../clouds/gcp/assets.ts';
import { BAD_ANSWER, GcpError } from '../../clouds/gcp/problem.ts';
import { checked, type GcpCall } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Problem } from '../../model/target.ts';
import type { Reading, Source } from '../contract.ts';

/** A source of Google Cloud, with what planning and Cloud Asset Inventory need to know of it. */
export interface GcpSource extends Source<GcpSession> {
  /** The API that must be on: `secretmanager.googleapis.com`. */
  api: string;
  /** What it keeps of which assets. */
  assetKinds: readonly AssetKind<unknown>[];
  /** The locations of a project where there is, or may be, something to read; `global` need not be named. */
  locations(session: GcpSession): Promise<string[]>;
}

/**
 * The resources of one kind that are wanted: those of the asset listing, with what was wrong with it told to the
 * reading.
 */
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

/** Those of a page's items that have their documented form; the others are told to the reading. */
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
    message: 'Google answered something that is not in its documented form.',
    skcs,
  };
}

const NOT_FOUND = 404;

/**
 * Asks for one resource by its name. Nothing when Google answers that there is none.
 * @throws {GcpError} every other answer: not having been answered proves nothing.
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

/** `europe-west3` of `projects/pay/locations/europe-west3/secrets/x`; `global` where the name tells none. */
export function locationOf(name: string): string {
  return /\/locations\/([^/]+)/.exec(name)?.[1] ?? 'global';
}

/** The last part of a name. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Whole days of a duration as Google writes it: `2592000s`. */
export function daysOf(duration: string | undefined): number | undefined {
  const seconds = /^(\d+)(\.\d+)?s$/.exec(duration ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) / 86_400;
}
