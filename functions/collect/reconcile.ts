import pLimit from 'p-limit';
import type { CloudFailure } from '../../shared/model/failure.ts';
import type { Inventory } from '../../shared/inventory/contract.ts';
import { deletion, difference, discovery } from '../../shared/inventory/diff.ts';
import type { Change, ChangeCounts, ChangeKind } from '../../shared/model/change.ts';
import type { Instant } from '../../shared/model/instant.ts';
import type { Skc, StoredSkc } from '../../shared/model/skc.ts';
import type { Watched } from '../../shared/model/target.ts';
import type { Source } from '../../shared/sources/contract.ts';
import type { Listing } from './listing.ts';

export interface Reconciled {
  changes: ChangeCounts;
  /** False when something missing was not confirmed gone: the next run must look again though nothing changed. */
  settled: boolean;
}

const AT_ONCE = 16;
/** A rival may move an SKC between the comparison and the write: then it is compared again. */
const TRIES = 4;

/**
 * Brings the inventory to what was found, writing only what differs, and marks as absent what the listing, read to
 * its end, no longer holds and the cloud itself says is gone.
 */
export async function reconcile<Session>(
  {
    session,
    now,
    listing,
    found,
    known,
    watched,
  }: {
    session: Session;
    now: Instant;
    listing: Listing;
    found: readonly Skc[];
    known: ReadonlyMap<string, StoredSkc>;
    /** Of the scan before. */
    watched: Watched;
  },
  dependencies: {
    inventory: Inventory;
    source: Source<Session>;
    failure: (error: unknown, operation: string) => CloudFailure;
  },
): Promise<Reconciled> {
  const limit = pLimit(AT_ONCE);
  const counts: ChangeCounts = {};
  let settled = true;
  const count = (kinds: readonly ChangeKind[]) => {
    for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  };
  const { inventory } = dependencies;

  await Promise.all(
    found.map((skc) =>
      limit(async () =>
        count(
          await store(skc, known.get(skc.id), { now, watched: Object.hasOwn(watched, skc.id) }, inventory),
        ),
      ),
    ),
  );
  if (!listing.ended) return { changes: counts, settled: false };

  const listed = new Set(found.map((skc) => skc.id));
  const missing = [...known.values()].filter((skc) => skc.absentAt === undefined && !listed.has(skc.id));
  await Promise.all(
    missing.map((skc) =>
      limit(async () => {
        if (!(await confirmedGone(session, skc, listing, dependencies))) {
          settled = false;
          return;
        }
        count(await erase(skc, now, inventory));
      }),
    ),
  );
  return { changes: counts, settled };
}

async function store(
  found: Skc,
  known: StoredSkc | undefined,
  { now, watched }: { now: Instant; watched: boolean },
  inventory: Inventory,
): Promise<readonly ChangeKind[]> {
  let before = known;
  let recorded: Change | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (before === undefined) {
      if (await inventory.discover(discovery(found, now))) return ['discovered'];
      before = await inventory.skc(found.account, found);
      // It is there and cannot be read: the table noted it, and it is left as it is.
      if (before === undefined) return [];
      continue;
    }
    const differing = difference(before, found, now, watched);
    if (differing.kind === 'none') return recorded?.kinds ?? [];
    if (differing.kind === 'refresh') {
      if (await inventory.refresh(differing.after)) return recorded?.kinds ?? [];
      before = await inventory.skc(found.account, found);
      continue;
    }
    recorded = differing.change;
    before = await inventory.apply(differing.change, differing.after);
    if (before === undefined) return [];
  }
  throw outrun(found.id);
}

/** Marks an SKC absent; what a dead run or a rival had written ahead of it is applied first, and counts no more. */
async function erase(known: StoredSkc, now: Instant, inventory: Inventory): Promise<readonly ChangeKind[]> {
  let before = known;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (before.absentAt !== undefined) return [];
    const { change, after } = deletion(before, now);
    const standing = await inventory.apply(change, after);
    // What cannot be read is noted by the table, and left as it is.
    if (standing === undefined) return [];
    if (standing.revision === after.revision && standing.absentAt === now) return change.kinds;
    before = standing;
  }
  throw outrun(known.id);
}

function outrun(id: string): Error {
  return new Error(`Other runs keep changing ${id} in the inventory; run again when they ended.`);
}

/** Listings lag by minutes, so what is missing from one is asked for by name before it is called gone. */
async function confirmedGone<Session>(
  session: Session,
  skc: StoredSkc,
  listing: Listing,
  {
    source,
    failure,
  }: { source: Source<Session>; failure: (error: unknown, operation: string) => CloudFailure },
): Promise<boolean> {
  try {
    return await source.isGone(session, skc);
  } catch (error) {
    const { problem } = failure(error, `${source.type}, asked for by name`);
    listing.problems.push({ ...problem, skcs: 1 });
    return false;
  }
}
