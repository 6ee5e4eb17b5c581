import type { CloudFailure } from '../../shared/model/failure.ts';
import { earliest, type Instant } from '../../shared/model/instant.ts';
import type { Skc } from '../../shared/model/skc.ts';
import type { Problem, TargetFacts } from '../../shared/model/target.ts';
import type { Reading, Source } from '../../shared/sources/contract.ts';

/** All that could be read of a target. */
export interface Listing {
  skcs: Skc[];
  /** Whether it was read to its end: only then may an SKC that is missing be called absent. */
  ended: boolean;
  denied: boolean;
  problems: Problem[];
  asOf: Instant | undefined;
  /** When the source itself wants to look again. */
  recheckAt?: Instant | undefined;
  facts?: TargetFacts | undefined;
}

/** Reads a source's pages. An error ends the listing there; what came before it stays. */
export async function readListing<Session>(
  session: Session,
  reading: Pick<Reading, 'target' | 'now' | 'known'>,
  {
    source,
    failure,
  }: { source: Source<Session>; failure: (error: unknown, operation: string) => CloudFailure },
): Promise<Listing> {
  const listing: Listing = { skcs: [], ended: false, denied: false, problems: [], asOf: undefined };
  const pages = source.list(session, {
    ...reading,
    asOf: (made) => (listing.asOf = made),
    recheckAt: (at) => (listing.recheckAt = earliest(listing.recheckAt, at)),
    facts: (facts) => (listing.facts = facts),
    problem: (problem) => listing.problems.push(problem),
  });
  const byId = new Map<string, Skc>();
  try {
    // A page may repeat what an earlier one held when the cloud's list moves while it is read.
    for await (const page of pages) for (const skc of page) byId.set(skc.id, skc);
    listing.ended = true;
  } catch (error) {
    const listOperation =
      source.permissions.find((permission) => permission.use === 'list')?.action ?? source.type;
    const { denied, problem } = failure(error, listOperation);
    listing.denied = denied;
    listing.problems.push(problem);
  }
  listing.skcs = [...byId.values()];
  return listing;
}

const PROBLEMS_KEPT = 10;

/** One problem a cause, counting the SKCs it touches: a scan's record stays small however many there are. */
export function byCause(problems: readonly Problem[]): Problem[] {
  const causes = new Map<string, Problem>();
  for (const problem of problems) {
    const cause = `${problem.operation} ${problem.code}`;
    const before = causes.get(cause);
    if (before === undefined) causes.set(cause, problem);
    else causes.set(cause, { ...before, skcs: (before.skcs ?? 0) + (problem.skcs ?? 0) });
  }
  return [...causes.values()].slice(0, PROBLEMS_KEPT);
}
