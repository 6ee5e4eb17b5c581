import type { CloudFailure } from '../../shared/model/failure.ts';
import { earliest, type Instant } from '../../shared/model/instant.ts';
import { problemKindOf } from '../../shared/model/problem-kind.ts';
import type { Skc } from '../../shared/model/skc.ts';
import type { Problem, TargetFacts } from '../../shared/model/target.ts';
import type { Reading, Source } from '../../shared/sources/contract.ts';
import { InvalidCursor } from '../../shared/sources/cursor.ts';
import { contradictionProblems } from '../../shared/sources/contradictions.ts';

/** Everything that could be read from a target. */
export interface Listing {
  skcs: Skc[];
  /** Whether the listing was read to its end. Only then can a missing SKC be marked absent. */
  ended: boolean;
  /** Where another call continues; undefined if it ended, or must begin again. */
  cursor?: string | undefined;
  /** Whether it stopped because its budget was used up: the same run continues it. */
  paused: boolean;
  /** Why a listing that was to be continued began again. */
  restarted?: string | undefined;
  denied: boolean;
  problems: Problem[];
  /** The one of the problems that ended it. */
  endedBy?: Problem | undefined;
  asOf: Instant | undefined;
  /** When the source asks to be read again. */
  recheckAt?: Instant | undefined;
  facts?: TargetFacts | undefined;
}

/** How much of one listing a call reads. It reads at least one page. */
export interface ListingBudget {
  /** Whether there is time for another page. */
  hasTime: () => boolean;
  /** SKCs after which it stops, so that a call's memory has a bound. */
  skcs: number;
}

/** Problems that end by themselves: the listing can be continued where they occurred. */
const PASSING: ReadonlySet<string> = new Set(['throttled', 'unreachable']);

/**
 * Reads a source's pages, from a cursor on if there is one. An error ends the listing; pages already read are kept.
 * It also stops when its budget is used up, if the source can continue it. A cursor that the cloud refuses has
 * expired: the listing then begins again.
 */
export async function readListing<Session>(
  session: Session,
  reading: Pick<Reading, 'target' | 'now' | 'known' | 'from'>,
  dependencies: {
    source: Source<Session>;
    failure: (error: unknown, operation: string) => CloudFailure;
    listingBudget?: ListingBudget | undefined;
  },
): Promise<Listing> {
  const { source, failure, listingBudget } = dependencies;
  const listing: Listing = {
    skcs: [],
    ended: false,
    paused: false,
    denied: false,
    problems: [],
    asOf: undefined,
  };
  let next: string | undefined;
  const pages = source.list(session, {
    ...reading,
    continuesAt: (cursor) => (next = cursor),
    asOf: (made) => (listing.asOf = made),
    recheckAt: (at) => (listing.recheckAt = earliest(listing.recheckAt, at)),
    facts: (facts) => (listing.facts = facts),
    problem: (problem) => listing.problems.push(problem),
  });
  const byId = new Map<string, Skc>();
  let cursor: string | undefined;
  let read = 0;
  try {
    // Pages may overlap if the cloud's list changes while it is read.
    for await (const page of pages) {
      for (const skc of page) byId.set(skc.id, skc);
      read += 1;
      cursor = next;
      next = undefined;
      if (cursor !== undefined && isUsedUp(listingBudget, byId.size)) {
        listing.paused = true;
        break;
      }
    }
    listing.ended = !listing.paused;
  } catch (error) {
    const { denied, problem } = failure(error, listOperationOf(source));
    if (reading.from !== undefined && read === 0 && isExpired(error, source)) {
      const begun = await readListing(session, { ...reading, from: undefined }, dependencies);
      return { ...begun, restarted: `${problem.operation} answered ${problem.code} to the stored cursor` };
    }
    listing.denied = denied;
    listing.problems.push(problem);
    listing.endedBy = problem;
    if (!PASSING.has(problemKindOf(problem))) cursor = undefined;
  }
  listing.cursor = listing.ended ? undefined : cursor;
  listing.skcs = [...byId.values()];
  listing.problems.push(...contradictionProblems(listing.skcs, source));
  return listing;
}

/** The call that lists, for error messages. */
export function listOperationOf({ permissions, type }: Pick<Source<never>, 'permissions' | 'type'>): string {
  return permissions.find(({ use }) => use === 'list')?.action ?? type;
}

function isUsedUp(budget: ListingBudget | undefined, skcs: number): boolean {
  return budget !== undefined && (skcs >= budget.skcs || !budget.hasTime());
}

function isExpired(error: unknown, source: Pick<Source<never>, 'refusesCursor'>): boolean {
  return error instanceof InvalidCursor || source.refusesCursor?.(error) === true;
}

const MAX_PROBLEMS = 10;

/** Merges problems with the same cause and adds up the SKCs affected, so that a scan's record stays small. */
export function byCause(problems: readonly Problem[]): Problem[] {
  const causes = new Map<string, Problem>();
  for (const problem of problems) {
    const cause = `${problem.operation} ${problem.code}`;
    const before = causes.get(cause);
    if (before === undefined) causes.set(cause, problem);
    else causes.set(cause, { ...before, skcs: (before.skcs ?? 0) + (problem.skcs ?? 0) });
  }
  return [...causes.values()].slice(0, MAX_PROBLEMS);
}
