import pLimit from 'p-limit';
import type { CloudFailure } from '../../shared/model/failure.ts';
import type { CollectInventory } from './table.ts';
import { OutdatedRun } from '../../shared/inventory/outdated-run.ts';
import { deletion, difference, discovery } from '../../shared/inventory/diff.ts';
import { listingKey } from '../../shared/inventory/entities/listing-page.ts';
import type { Change, ChangeCounts, ChangeKind } from '../../shared/model/change.ts';
import type { Instant } from '../../shared/model/instant.ts';
import { idKey, inKnownLetters } from '../../shared/model/skc-id.ts';
import type { Skc, StoredSkc } from '../../shared/model/skc.ts';
import { sanitize } from '../../shared/model/sanitize.ts';
import type { Problem, Target, Watched } from '../../shared/model/target.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { listOperationOf, type Listing } from './listing.ts';

export interface Reconciliation {
  changes: ChangeCounts;
  /**
   * False if a missing SKC was not confirmed deleted: the next run must check again even if the listing is
   * unchanged.
   */
  settled: boolean;
  /** SKCs that the listing lacks although the cloud knows them by name. */
  unlisted: number;
}

const MAX_CONCURRENT = 16;
const DISCOVERED: readonly ChangeKind[] = ['discovered'];
/** A concurrent run may change an SKC between comparison and write; it is then compared again. */
const MAX_ATTEMPTS = 4;

/**
 * Updates the inventory to match the listing, writing only differences. If the listing was read to its end, SKCs
 * that it no longer contains are marked absent once the cloud confirms that they are gone.
 * @throws {OutdatedRun} if a newer run changed one of them.
 */
export async function reconcile<Session>(
  {
    session,
    target,
    now,
    listing,
    found,
    known,
    watched,
    seen,
  }: {
    session: Session;
    target: Target;
    now: Instant;
    listing: Listing;
    found: readonly Skc[];
    /** By `idKey`. */
    known: ReadonlyMap<string, StoredSkc>;
    /** From the previous scan. */
    watched: Watched;
    /** Keys of the SKCs that the same listing named in earlier calls. */
    seen?: ReadonlySet<string> | undefined;
  },
  dependencies: {
    inventory: CollectInventory;
    source: Source<Session>;
    failure: (error: unknown, operation: string) => CloudFailure;
  },
): Promise<Reconciliation> {
  const limit = pLimit(MAX_CONCURRENT);
  const counts: ChangeCounts = {};
  let settled = true;
  const count = (kinds: readonly ChangeKind[]) => {
    for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  };
  const { inventory } = dependencies;
  const stored = (id: string) => known.get(idKey({ cloud: dependencies.source.cloud, id }));

  const isFirst = known.size === 0 && (seen?.size ?? 0) === 0;
  const discovered =
    isFirst &&
    (await inventory.discoverAll(
      target,
      found.map((skc) => discovery(skc, now)),
    ));
  const storeOne = (each: Skc): Promise<readonly ChangeKind[]> => {
    const before = stored(each.id);
    const skc = inKnownLetters(each, before, (id) => stored(id)?.id ?? id);
    return store(skc, before, { now, watched: Object.hasOwn(watched, skc.id) }, inventory);
  };
  const kinds = discovered
    ? found.map(() => DISCOVERED)
    : await Promise.all(found.map((each) => limit(() => storeOne(each))));
  for (const each of kinds) count(each);
  if (!listing.ended) return { changes: counts, settled: false, unlisted: 0 };

  const listed = new Set(found.map(idKey));
  const missing = [...known.values()].filter(
    (skc) =>
      skc.absentAt === undefined && !listed.has(idKey(skc)) && seen?.has(listingKey(idKey(skc))) !== true,
  );
  const unlisted: StoredSkc[] = [];
  await Promise.all(
    missing.map((skc) =>
      limit(async () => {
        // A list that so many names contradict proves nothing, so the others are not asked for.
        const gone =
          unlisted.length < MAX_CONTRADICTIONS && (await isGone(session, skc, listing, dependencies));
        if (gone === true) return count(await markAbsent(skc, now, inventory));
        settled = false;
        if (gone === false) unlisted.push(skc);
      }),
    ),
  );
  if (unlisted.length > 0) listing.problems.push(contradicted(unlisted, dependencies.source));
  return { changes: counts, settled, unlisted: unlisted.length };
}

const MAX_CONTRADICTIONS = 25;

/** A list that lacks what the cloud knows by name is not complete, whatever it says. */
function contradicted(
  unlisted: readonly StoredSkc[],
  source: Pick<Source<never>, 'permissions' | 'type'>,
): Problem {
  const operation = listOperationOf(source);
  const names = unlisted.slice(0, 3).map(({ name }) => sanitize(name, 60));
  const more = unlisted.length > names.length ? ', …' : '';
  return {
    operation,
    code: 'ListContradicted',
    kind: 'malformed',
    message: `${operation} does not list SKCs that exist by name (${names.join(', ')}${more}), so its list is not complete.`,
    skcs: unlisted.length,
  };
}

async function store(
  found: Skc,
  known: StoredSkc | undefined,
  { now, watched }: { now: Instant; watched: boolean },
  inventory: CollectInventory,
): Promise<readonly ChangeKind[]> {
  let before = known;
  let recorded: Change | undefined;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (before === undefined) {
      if (await inventory.discover(discovery(found, now))) return DISCOVERED;
      before = await inventory.skc(found.account, found);
      // The item exists but cannot be read. The table has recorded that; the item is left unchanged.
      if (before === undefined) return [];
      continue;
    }
    refuseOlder(now, before);
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
  throw contentionError(found.id);
}

/**
 * Marks an SKC absent. A change already written by a crashed or concurrent run is applied first and not counted
 * again.
 */
async function markAbsent(
  known: StoredSkc,
  now: Instant,
  inventory: CollectInventory,
): Promise<readonly ChangeKind[]> {
  let before = known;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    refuseOlder(now, before);
    if (before.absentAt !== undefined) return [];
    const { change, after } = deletion(before, now);
    const stored = await inventory.apply(change, after);
    // The item cannot be read. The table has recorded that; the item is left unchanged.
    if (stored === undefined) return [];
    if (stored.revision === after.revision && stored.absentAt === now) return change.kinds;
    before = stored;
  }
  throw contentionError(known.id);
}

/** A newer run found it different while this one, which was late, was still reading. */
function refuseOlder(now: Instant, { changedAt }: StoredSkc): void {
  if (changedAt > now) throw new OutdatedRun(now, changedAt);
}

function contentionError(id: string): Error {
  return new Error(`Other runs keep changing ${id} in the inventory; try again when they have finished.`);
}

/**
 * Listings may lag by minutes, so a missing SKC is looked up by name before it is treated as deleted.
 * @returns undefined if it could not be looked up.
 */
async function isGone<Session>(
  session: Session,
  skc: StoredSkc,
  listing: Listing,
  {
    source,
    failure,
  }: { source: Source<Session>; failure: (error: unknown, operation: string) => CloudFailure },
): Promise<boolean | undefined> {
  try {
    return await source.isGone(session, skc);
  } catch (error) {
    const { problem } = failure(error, `${source.type}, looked up by name`);
    listing.problems.push({ ...problem, skcs: 1 });
    return undefined;
  }
}
