import type { CloudFailure } from '../../shared/model/failure.ts';
import type { CollectInventory } from './table.ts';
import { listingHash } from '../../shared/inventory/listing-hash.ts';
import { againstRivals, Outrun } from '../../shared/inventory/rivals.ts';
import { watchedAt } from '../../shared/inventory/watch.ts';
import type { ChangeCounts } from '../../shared/model/change.ts';
import { earliest, type Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import type { Problem, Scan, ScanOutcome, Target } from '../../shared/model/target.ts';
import { declarationsOf } from '../../shared/sources/declarations.ts';
import type { RuleSettings } from '../../shared/rules/contract.ts';
import { nextCheckAt } from '../../shared/rules/verification.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { awaitedPermissions } from './awaited-permissions.ts';
import { byCause, readListing, type Listing } from './listing.ts';
import { reconcile } from './reconcile.ts';
import { withTags, type TagSettings } from './tags.ts';
import { verifyFacts } from './verification.ts';

export interface CollectInput {
  run: Pick<Run, 'id' | 'now' | 'permissionsSince'>;
  target: Target;
}

export interface CollectDependencies<Session> {
  inventory: CollectInventory;
  source: Source<Session>;
  /** Signs in to the target's account; if access is denied, the scan is `denied`. */
  signIn: (target: Target) => Promise<Session>;
  /** The call that signing in makes, recorded if it fails. */
  signInOperation: string;
  /** Classifies the cloud's errors. */
  failure: (error: unknown, operation: string) => CloudFailure;
  ruleSettings: RuleSettings;
  /** The configuration's settings for tags. Default: only tags that the listing has are read. */
  tags?: TagSettings | undefined;
  /** Days in which reading roles may be updated after a new release (`upgradeGraceDays`). Default: none. */
  graceDays?: number | undefined;
  /** Whether there is time for another precise reading. Default: always. */
  hasTime?: (() => boolean) | undefined;
}

export interface Collected {
  scan: Scan;
  /** How often each kind of change was recorded. */
  changes: ChangeCounts;
  /** Precise readings made to verify facts before new findings open. */
  verifications: number;
  /**
   * Time ran out before all precise readings were made. Completed readings are stored; the next call continues from
   * there.
   */
  unfinished: boolean;
}

const MAX_ATTEMPTS = 3;

/**
 * Reads one target and updates the inventory to match it: list → normalise → verify → diff → store. The scan is
 * written last. Errors of the cloud become the scan's outcome; only errors of the table are thrown.
 */
export async function collect<Session>(
  input: CollectInput,
  dependencies: CollectDependencies<Session>,
): Promise<Collected> {
  return againstRivals(MAX_ATTEMPTS, async () => {
    const collected = withAwaited(await readOnce(input, dependencies), input, dependencies);
    if (await dependencies.inventory.recordScan(collected.scan)) return collected;
    // What the other run saw may be newer, so the target is read again.
    throw new Outrun(
      `Another run keeps writing scans of ${input.target.source} in ${input.target.location}. Run again when it has ended.`,
    );
  });
}

function withAwaited<Session>(
  collected: Collected,
  { run }: CollectInput,
  { source, graceDays = 0 }: CollectDependencies<Session>,
): Collected {
  const awaiting = awaitedPermissions(collected.scan, run, source, graceDays);
  return awaiting === undefined ? collected : { ...collected, scan: { ...collected.scan, awaiting } };
}

async function readOnce<Session>(
  { run, target }: CollectInput,
  dependencies: CollectDependencies<Session>,
): Promise<Collected> {
  const { inventory, source, ruleSettings } = dependencies;
  const before = await inventory.scan(target);
  let known: Promise<ReadonlyMap<string, StoredSkc>> | undefined;
  const knownSkcs = () => (known ??= byId(inventory.skcsOf(target)));

  const signedIn = await signIn(target, dependencies);
  if ('problem' in signedIn)
    return unreadScan(run, target, before, signedIn.denied ? 'denied' : 'failed', [signedIn.problem]);
  const { session } = signedIn;

  const listed = await readListing(session, { target, now: run.now, known: knownSkcs }, dependencies);
  const tagged = await withTags(session, target, listed.skcs, {
    ...dependencies,
    settings: dependencies.tags,
  });
  const listing: Listing = {
    ...listed,
    skcs: tagged.skcs,
    problems: [...listed.problems, ...tagged.problems],
  };
  const hash = listing.ended ? listingHash(listing.skcs, watchedAt(before, run.now)) : undefined;
  if (isUnchanged(before, listing, hash, run.now))
    return {
      scan: { ...scanOf(run, target, before, listing), ...unchangedFields(before) },
      changes: {},
      verifications: 0,
      unfinished: false,
    };

  const found = await verifyFacts(session, listing, await knownSkcs(), run.now, dependencies);
  const stored = await reconcile(
    {
      session,
      now: run.now,
      listing,
      found: found.skcs,
      known: await knownSkcs(),
      watched: watchedAt(before, run.now),
    },
    dependencies,
  );
  const context = { now: run.now, settings: ruleSettings, declared: declarationsOf([source]) };
  return {
    scan: {
      ...scanOf(run, target, before, listing),
      count: listing.ended ? found.skcs.length : (before?.count ?? found.skcs.length),
      listingHash: found.settled && stored.settled ? hash : undefined,
      recheckAt: found.skcs.reduce(
        (first, skc) => earliest(first, nextCheckAt(skc, context, source.precise)),
        listing.recheckAt,
      ),
    },
    changes: stored.changes,
    verifications: found.readings,
    unfinished: found.unfinished,
  };
}

async function signIn<Session>(
  target: Target,
  { signIn: open, signInOperation, failure }: CollectDependencies<Session>,
): Promise<{ session: Session } | { denied: boolean; problem: Problem }> {
  try {
    return { session: await open(target) };
  } catch (error) {
    return failure(error, signInOperation);
  }
}

async function byId(skcs: AsyncIterable<StoredSkc>): Promise<ReadonlyMap<string, StoredSkc>> {
  const all = new Map<string, StoredSkc>();
  for await (const skc of skcs) all.set(skc.id, skc);
  return all;
}

/** Whether the listing equals the last one that was stored and no fact in it is due for another reading. */
function isUnchanged(
  before: Scan | undefined,
  listing: Listing,
  hash: string | undefined,
  now: Instant,
): boolean {
  return (
    before !== undefined &&
    listing.ended &&
    hash !== undefined &&
    before.listingHash === hash &&
    (before.recheckAt === undefined || now < before.recheckAt)
  );
}

function unchangedFields(before: Scan | undefined): Pick<Scan, 'count' | 'listingHash' | 'recheckAt'> {
  return { count: before?.count ?? 0, listingHash: before?.listingHash, recheckAt: before?.recheckAt };
}

function outcomeOf(listing: Listing): ScanOutcome {
  if (listing.ended) return listing.problems.length === 0 ? 'complete' : 'partial';
  if (listing.skcs.length > 0) return 'partial';
  return listing.denied ? 'denied' : 'failed';
}

function scanOf(
  run: Pick<Run, 'id' | 'now'>,
  target: Target,
  before: Scan | undefined,
  listing: Listing,
): Omit<Scan, 'count'> {
  const outcome = outcomeOf(listing);
  return {
    ...target,
    runId: run.id,
    outcome,
    listed: listing.ended,
    observedAt: run.now,
    listedAsOf: listing.asOf,
    watched: before?.watched,
    watchedUntil: before?.watchedUntil,
    lastListedAt: listing.ended ? run.now : before?.lastListedAt,
    unreadRuns: outcome === 'complete' ? 0 : unreadRuns(before, run.id),
    ...(listing.facts === undefined ? {} : { facts: listing.facts }),
    problems: byCause(listing.problems),
    scanRevision: (before?.scanRevision ?? 0) + 1,
  };
}

function unreadScan(
  run: Pick<Run, 'id' | 'now'>,
  target: Target,
  before: Scan | undefined,
  outcome: ScanOutcome,
  problems: Problem[],
): Collected {
  return {
    scan: {
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
      scanRevision: (before?.scanRevision ?? 0) + 1,
    },
    changes: {},
    verifications: 0,
    unfinished: false,
  };
}

/** Repeating a run does not count it again. */
function unreadRuns(before: Scan | undefined, runId: string): number {
  if (before === undefined) return 1;
  return before.runId === runId ? Math.max(before.unreadRuns, 1) : before.unreadRuns + 1;
}
