import type { CloudFailure } from '../../shared/model/failure.ts';
import { addDays, earliest, type Instant } from '../../shared/model/instant.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import type { Source } from '../../shared/sources/contract.ts';
import type { Listing } from './listing.ts';
import { withPrecise, type Verification } from './verification.ts';

/** Nearly a day, since the daily run does not start on the second. */
const FROM_DAYS = 0.8;

/**
 * Reads facts that no listing has and no finding waits for: one of a target in each run, and more where the session
 * has calls to spare, from the day after an SKC was discovered. What was read is kept, so this ends after some runs.
 */
export async function withLaterFacts<Session>(
  session: Session,
  listing: Listing,
  known: ReadonlyMap<string, StoredSkc>,
  now: Instant,
  verified: Verification,
  {
    source,
    failure,
  }: { source: Source<Session>; failure: (error: unknown, operation: string) => CloudFailure },
): Promise<Verification> {
  let { settled } = verified;
  const skcs = [...verified.skcs];
  for (const reading of source.precise) {
    const { mayReadLater } = reading;
    if (mayReadLater === undefined) continue;
    // A run that is repeated reads no more than one that was not.
    let read = skcs.filter(({ precise }) => precise[reading.field] === now).length;
    for (const [index, skc] of skcs.entries()) {
      if (skc.precise[reading.field] !== undefined) continue;
      const dueAt = addDays(known.get(skc.id)?.discoveredAt ?? now, FROM_DAYS);
      if (now < dueAt) {
        listing.recheckAt = earliest(listing.recheckAt, dueAt);
        continue;
      }
      if (read > 0 && !mayReadLater(session)) {
        // The listing counts as unchanged only when everything is read.
        settled = false;
        break;
      }
      read += 1;
      try {
        const facts = await reading.read(session, skc, now);
        if (facts !== 'gone') skcs[index] = withPrecise(skc, reading, facts, now);
      } catch (error) {
        settled = false;
        const { problem } = failure(error, reading.operation ?? source.type);
        listing.problems.push({ ...problem, skcs: 1 });
        const why = `${problem.code} on ${problem.operation}`;
        skcs[index] = { ...skc, unknown: { ...skc.unknown, [reading.field]: why } };
        break;
      }
    }
  }
  return { ...verified, skcs, settled };
}
