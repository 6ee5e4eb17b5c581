import { addDays, type Instant } from './instant.ts';
import { problemKindOf } from './problem-kind.ts';
import type { Scan } from './target.ts';

/** How long the list of a target may take, over several runs, before it counts as not read. */
export const LISTING_DAYS = 7;

/**
 * Whether nothing went wrong with a scan, except that its list is not at its end: the next run continues it. After seven
 * days without a whole list it no longer counts as continued.
 */
export function isContinued(scan: Scan, now: Instant): scan is Scan & Required<Pick<Scan, 'listing'>> {
  return (
    scan.listing !== undefined &&
    now <= addDays(scan.listing.since, LISTING_DAYS) &&
    scan.problems.every((each) => problemKindOf(each) === 'continues')
  );
}
