import { INCOMPLETE_LISTING } from '../../shared/clouds/incomplete-answer.ts';
import { byCause, listOperationOf, type Listing } from './listing.ts';
import { continuesProblem, type Generation } from './generation.ts';
import { earliest } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Problem, Scan, ScanOutcome, Target, UnfinishedListing } from '../../shared/model/target.ts';
import type { Source } from '../../shared/sources/contract.ts';

interface Reading {
  run: Pick<Run, 'id' | 'now'>;
  target: Target;
  /** The target's previous scan. */
  before: Scan | undefined;
}

/** The scan of a target whose listing was read, to its end or not; without what depends on its SKCs. */
export function scanOf(
  { run, target, before }: Reading,
  listing: Listing,
  {
    generation,
    unfinished,
    source,
  }: {
    generation: Generation;
    unfinished: UnfinishedListing | undefined;
    source: Pick<Source<never>, 'permissions' | 'type'>;
  },
): Omit<Scan, 'count'> {
  const problems = [...generation.problems, ...listing.problems];
  if (unfinished !== undefined)
    problems.push(continuesProblem(listOperationOf(source), unfinished, generation.restarted));
  const outcome = outcomeOf(listing, generation, problems);
  return {
    ...target,
    runId: run.id,
    outcome,
    listed: listing.ended,
    observedAt: run.now,
    // A listing that took several runs has facts of the first.
    listedAsOf: generation.startedAt < run.now ? earliest(generation.startedAt, listing.asOf) : listing.asOf,
    watched: before?.watched,
    watchedUntil: before?.watchedUntil,
    lastListedAt: listing.ended ? run.now : before?.lastListedAt,
    unreadRuns: outcome === 'complete' ? 0 : unreadRuns(before, run.id),
    ...(listing.facts === undefined ? {} : { facts: listing.facts }),
    problems: byCause(problems),
    listing: unfinished,
    scanRevision: (before?.scanRevision ?? 0) + 1,
  };
}

/** The scan of a target whose listing could not be started. An unfinished one is continued by the next run. */
export function unreadScan(
  { run, target, before }: Reading,
  outcome: ScanOutcome,
  problems: Problem[],
): Scan {
  return {
    ...target,
    runId: run.id,
    outcome,
    listed: false,
    observedAt: run.now,
    lastListedAt: before?.lastListedAt,
    ...unchangedFields(before),
    watched: before?.watched,
    watchedUntil: before?.watchedUntil,
    unreadRuns: unreadRuns(before, run.id),
    problems,
    listing: before?.listing,
    scanRevision: (before?.scanRevision ?? 0) + 1,
  };
}

/** What depends on the SKCs, if they are as the previous scan says. */
export function unchangedFields(before: Scan | undefined): Pick<Scan, 'count' | 'listingHash' | 'recheckAt'> {
  return { count: before?.count ?? 0, listingHash: before?.listingHash, recheckAt: before?.recheckAt };
}

function outcomeOf(
  listing: Listing,
  { seen }: Pick<Generation, 'seen'>,
  problems: readonly Problem[],
): ScanOutcome {
  if (listing.ended) return problems.length === 0 ? 'complete' : 'partial';
  // The cloud answered, but its list is missing or has no end.
  const isIncomplete = listing.endedBy?.code === INCOMPLETE_LISTING;
  if (listing.skcs.length + seen.size > 0 || isIncomplete) return 'partial';
  return listing.denied ? 'denied' : 'failed';
}

/** Repeating a run does not count it again. */
function unreadRuns(before: Scan | undefined, runId: string): number {
  if (before === undefined) return 1;
  return before.runId === runId ? Math.max(before.unreadRuns, 1) : before.unreadRuns + 1;
}
