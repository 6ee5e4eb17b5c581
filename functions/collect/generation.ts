import type { CollectInventory } from './table.ts';
import { listingKey } from '../../shared/inventory/entities/listing-page.ts';
import { listingHash } from '../../shared/inventory/listing-hash.ts';
import { addDays, earliest, type Instant } from '../../shared/model/instant.ts';
import { LISTING_DAYS } from '../../shared/model/listing.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Skc } from '../../shared/model/skc.ts';
import type { Problem, Scan, Target, UnfinishedListing, Watched } from '../../shared/model/target.ts';

/**
 * One reading of a target's list from its beginning to its end, in as many calls and runs as it takes. Most take one
 * call, and nothing of them is stored.
 */
export interface Generation {
  name: string;
  /** The cursor with which it continues; undefined: it begins. */
  from: string | undefined;
  startedAt: Instant;
  /** Since when no listing of the target was read to its end. */
  since: Instant;
  pages: number;
  /** Keys of the SKCs that earlier calls read. */
  seen: ReadonlySet<string>;
  /** Hash of the SKCs that earlier calls read; undefined if a fact of them needs another reading. */
  hash: string | undefined;
  recheckAt: Instant | undefined;
  /** Of earlier calls. */
  problems: readonly Problem[];
  /** Why it did not continue an earlier one. */
  restarted?: string | undefined;
}

interface Opening {
  run: Pick<Run, 'id' | 'now'>;
  target: Target;
  /** The target's last scan. */
  before: Scan | undefined;
}

/** Continues the generation that the last scan left unfinished, if it can be continued; otherwise begins one. */
export async function openGeneration(
  opening: Opening,
  inventory: Pick<CollectInventory, 'listedKeys'>,
): Promise<Generation> {
  const unfinished = opening.before?.listing;
  if (unfinished === undefined) return newGeneration(opening);
  if (opening.run.now > addDays(unfinished.startedAt, LISTING_DAYS))
    return newGeneration(opening, `it began more than ${LISTING_DAYS} days ago`);
  const seen = await inventory.listedKeys(opening.target, unfinished);
  // A page that is damaged, missing or of a rival: what it named would count as missing.
  if (seen.size !== unfinished.seen) return newGeneration(opening, 'a stored part of it cannot be read');
  const { generation: name, cursor: from, startedAt, since, pages, hash, recheckAt, problems } = unfinished;
  return { name, from, startedAt, since, pages, seen, hash, recheckAt, problems };
}

/** A generation that begins now. @param restarted Why an unfinished one is not continued. */
export function newGeneration({ run, before }: Opening, restarted?: string): Generation {
  return {
    // The revision tells generations of one run apart.
    name: `${run.id} ${(before?.scanRevision ?? 0) + 1}`,
    from: undefined,
    startedAt: run.now,
    since: before?.listing?.since ?? run.now,
    pages: 0,
    seen: new Set(),
    hash: listingHash([]),
    recheckAt: undefined,
    problems: [],
    restarted,
  };
}

/** The SKCs that no earlier call of the generation read. A list that changes while it is read may repeat some. */
export function firstSeen({ seen }: Pick<Generation, 'seen'>, skcs: readonly Skc[]): readonly Skc[] {
  return seen.size === 0 ? skcs : skcs.filter(({ id }) => !seen.has(listingKey(id)));
}

/** Hash of everything that a generation has read. @returns undefined if a fact needs another reading. */
export function hashOf(
  { hash }: Pick<Generation, 'hash'>,
  fresh: readonly Skc[],
  watched: Watched,
): string | undefined {
  return hash === undefined ? undefined : listingHash(fresh, watched, hash);
}

/** Stores what a call read of a generation, so that another one continues it. The scan that names it is written last. */
export async function storePart(
  generation: Generation,
  part: {
    target: Target;
    cursor: string;
    fresh: readonly Skc[];
    hash: string | undefined;
    recheckAt: Instant | undefined;
    problems: readonly Problem[];
  },
  inventory: Pick<CollectInventory, 'recordListedKeys'>,
): Promise<UnfinishedListing> {
  const { target, cursor, fresh, hash, recheckAt, problems } = part;
  const { name, startedAt, since, pages, seen } = generation;
  const keys = fresh.map(({ id }) => listingKey(id));
  return {
    generation: name,
    cursor,
    startedAt,
    since,
    pages: await inventory.recordListedKeys(target, { generation: name, pages }, keys),
    seen: seen.size + keys.length,
    hash,
    recheckAt: earliest(generation.recheckAt, recheckAt),
    problems: [...problems],
  };
}

/** What a scan says of a listing that is not read to its end. Nothing went wrong. */
export function continuesProblem(
  operation: string,
  { seen, startedAt }: Pick<UnfinishedListing, 'seen' | 'startedAt'>,
  restarted: string | undefined,
): Problem {
  const again = restarted === undefined ? '' : ` It began again: ${restarted}.`;
  return {
    operation,
    code: 'Continues',
    kind: 'continues',
    message: `Read ${seen} SKCs since ${startedAt}; the next call or run continues from there.${again}`,
    remedy: 'Raise run.callsPerSecond, so that a run reads the whole list.',
  };
}
