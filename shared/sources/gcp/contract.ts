import type * as z from 'zod';
import type { AssetKind } from '../../clouds/gcp/assets.ts';
import type { GcpCall } from '../../clouds/gcp/call.ts';
import { entriesIn, type Entry } from '../../clouds/gcp/entries.ts';
import { GcpError } from '../../clouds/gcp/problem.ts';
import { checked } from '../../clouds/gcp/rest.ts';
import type { GcpSession } from '../../clouds/gcp/session.ts';
import type { Skc, SkcField } from '../../model/skc.ts';
import type { Problem } from '../../model/target.ts';
import type { Reading, Source } from '../contract.ts';
import { dateField, type Unread } from '../fields.ts';

/** A Google Cloud source, with what planning and Cloud Asset Inventory need. */
export interface GcpSource extends Source<GcpSession> {
  /** The API that must be enabled: `secretmanager.googleapis.com`. */
  api: string;
  /** The asset types it reads, and the fields it keeps. */
  assetKinds: readonly AssetKind<unknown>[];
  /**
   * The locations of a project to read; `global` may be omitted.
   * @param problem Called for each entry that could not be read.
   */
  locations(session: GcpSession, problem: (problem: Problem) => void): Promise<string[]>;
}

/** Resources of one kind from the asset listing. Problems of the listing are recorded in the reading. */
export async function fromAssets<T>(
  session: GcpSession,
  kind: AssetKind<T>,
  reading: Reading,
  isWanted: (resource: T) => boolean = () => true,
): Promise<T[]> {
  if (session.assets === undefined) return [];
  const { resources, refused, readAt } = await session.assets.of(kind, session.projectId);
  reading.asOf(readAt);
  if (refused !== undefined) reading.problem(refused);
  const wanted: T[] = [];
  for (const resource of resources) if (isWanted(resource)) wanted.push(resource);
  return wanted;
}

/**
 * The only page of a source that reads from the asset listing.
 * @throws {GcpError} after the page, if the asset listing ended early.
 */
export async function* pageFromAssets(
  session: GcpSession,
  kind: AssetKind<unknown>,
  page: () => Promise<Skc[]>,
): AsyncIterable<Skc[]> {
  yield await page();
  const endedBy = (await session.assets?.of(kind, session.projectId))?.endedBy;
  if (endedBy !== undefined) throw endedBy;
}

/** The valid entries of a page; the others are recorded as problems. */
export function inForm<T>(
  call: Pick<GcpCall, 'operation' | 'permission'>,
  page: unknown,
  list: string,
  schema: z.ZodType<T>,
  reading: Pick<Reading, 'problem'>,
): T[] {
  const { entries, problems } = entriesIn(call, page, list, schema);
  problems.forEach(reading.problem);
  return entries;
}

/**
 * Marks the fields of an SKC as unknown that come from odd members of its entry.
 * @param fields By member, the fields that come from it.
 */
export function markOdd(
  { odd }: Entry<object>,
  fields: Readonly<Record<string, readonly SkcField[]>>,
  unread: Unread,
): void {
  for (const member of odd ?? [])
    for (const field of Object.hasOwn(fields, member) ? (fields[member] ?? []) : [])
      unread.unknown[field] = `${member} is not in its documented form`;
}

/** Converts a date that Google always gives: without it the field is unknown. */
export function givenDate(
  value: string | undefined,
  field: SkcField,
  unread: Unread,
): ReturnType<typeof dateField> {
  if (value === undefined) unread.unknown[field] ??= 'Google did not return it';
  return dateField(value, field, unread);
}

/**
 * The known SKCs of a part of a listing that could not be read, so that they do not appear to be deleted.
 * @param idPrefix What their ids begin with.
 * @param why The same on every run.
 */
export async function lastKnown(
  reading: Pick<Reading, 'known'>,
  idPrefix: string,
  fields: readonly SkcField[],
  why: string,
): Promise<Skc[]> {
  const known = [...(await reading.known()).values()].filter(
    ({ id, absentAt }) => absentAt === undefined && id.startsWith(idPrefix),
  );
  const unread = Object.fromEntries(fields.map((field) => [field, why]));
  return known.map(({ revision: _revision, discoveredAt: _discovered, changedAt: _changed, ...skc }) => ({
    ...skc,
    unknown: { ...skc.unknown, ...unread },
  }));
}

/** The form in which names of a project's resources are stored: with the project's id, also where Google gives its number. */
export function withProjectId(name: string, projectId: string): string {
  return name.replace(/^projects\/[^/]+/, `projects/${projectId}`);
}

/** Whether an error means that what was asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof GcpError && error.status === NOT_FOUND;
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
    if (isNotFound(error)) return undefined;
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
