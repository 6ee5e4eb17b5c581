import type { CloudFailure } from '../../shared/model/failure.ts';
import { earliest, type Instant } from '../../shared/model/instant.ts';
import type { Skc } from '../../shared/model/skc.ts';
import type { Problem, TargetFacts } from '../../shared/model/target.ts';
import type { Reading, Source } from '../../shared/sources/contract.ts';
import { contradictionProblems } from '../../shared/sources/contradictions.ts';

/** Everything that could be read from a target. */
export interface Listing {
  skcs: Skc[];
  /** Whether the listing was read to its end. Only then can a missing SKC be marked absent. */
  ended: boolean;
  denied: boolean;
  problems: Problem[];
  asOf: Instant | undefined;
  /** When the source asks to be read again. */
  recheckAt?: Instant | undefined;
  facts?: TargetFacts | undefined;
}

/** Reads a source's pages. An error ends the listing; pages already read are kept. */
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
    // Pages may overlap if the cloud's list changes while it is read.
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
  listing.problems.push(...contradictionProblems(listing.skcs, source));
  return listing;
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
