import type { CloudFailure } from '../../shared/model/failure.ts';
import type { CollectInventory } from './table.ts';
import { refuseOutdated } from '../../shared/inventory/outdated-run.ts';
import { againstRivals, Outrun } from '../../shared/inventory/rivals.ts';
import { watchedAt } from '../../shared/inventory/watch.ts';
import type { ChangeCounts } from '../../shared/model/change.ts';
import { earliest, type Instant } from '../../shared/model/instant.ts';
import type { Run } from '../../shared/model/run.ts';
import { idKey } from '../../shared/model/skc-id.ts';
import type { StoredSkc } from '../../shared/model/skc.ts';
import type { Problem, Scan, Target } from '../../shared/model/target.ts';
import { declarationsOf } from '../../shared/sources/declarations.ts';
import type { RuleSettings } from '../../shared/rules/contract.ts';
import { nextCheckAt } from '../../shared/rules/verification.ts';
import type { Source } from '../../shared/sources/contract.ts';
import { awaitedPermissions } from './awaited-permissions.ts';
import {
  firstSeen,
  hashOf,
  newGeneration,
  openGeneration,
  storePart,
  type Generation,
} from './generation.ts';
import { byCause, readListing, type Listing, type ListingBudget } from './listing.ts';
import { withLaterFacts } from './later-facts.ts';
import { reconcile } from './reconcile.ts';
import { scanOf, unchangedFields, unreadScan } from './scan.ts';
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
  /** How much of a listing one call reads. Default: all of it. */
  listingBudget?: ListingBudget | undefined;
}

export interface Collected {
  scan: Scan;
  /** How often each kind of change was recorded. */
  changes: ChangeCounts;
  /** Precise readings made to verify facts before new findings open. */
  verifications: number;
  /**
   * The listing is longer than its budget, or time ran out before all precise readings were made. What was read is
   * stored; the next call continues from there.
   */
  unfinished: boolean;
  /** Why an unfinished listing was not continued but began again. */
  restarted?: string | undefined;
}

const MAX_ATTEMPTS = 3;

/**
 * Reads one target and updates the inventory to match it: list → normalise → verify → diff → store. The scan is
 * written last. Errors of the cloud become the scan's outcome; only errors of the table are thrown.
 * @throws {OutdatedRun} if a newer run has read the target.
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
  if (before !== undefined) refuseOutdated(run, { id: before.runId, now: before.observedAt });
  let known: Promise<ReadonlyMap<string, StoredSkc>> | undefined;
  const knownSkcs = () => (known ??= byId(inventory.skcsOf(target)));
  const reading = { run, target, before };

  const signedIn = await signIn(target, dependencies);
  if ('problem' in signedIn) {
    const outcome = signedIn.denied ? 'denied' : 'failed';
    return withoutChanges(unreadScan(reading, outcome, [signedIn.problem]));
  }
  const { session } = signedIn;

  const { generation, listing } = await listTarget(session, { ...reading, knownSkcs }, dependencies);
  const watched = watchedAt(before, run.now);
  const fresh = firstSeen(generation, listing.skcs);
  const reached = listing.ended || listing.cursor !== undefined;
  const hash = reached ? hashOf(generation, fresh, watched) : undefined;
  const { restarted } = generation;
  // Read from its beginning to its end in this call, as nearly every listing is.
  const whole = generation.from === undefined && listing.cursor === undefined;
  if (whole && isUnchanged(before, listing, hash, run.now))
    return withoutChanges(
      {
        ...scanOf(reading, listing, { generation, unfinished: undefined, source }),
        ...unchangedFields(before),
      },
      restarted,
    );

  // The cursor moves past a part of a listing, so all of its facts are verified now.
  const hasTime = whole ? dependencies.hasTime : undefined;
  const verified = await verifyFacts(session, listing, await knownSkcs(), run.now, {
    ...dependencies,
    hasTime,
  });
  const found = await withLaterFacts(session, listing, await knownSkcs(), run.now, verified, dependencies);
  const stored = await reconcile(
    {
      session,
      target,
      now: run.now,
      listing,
      found: found.skcs,
      known: await knownSkcs(),
      watched,
      seen: generation.seen,
    },
    dependencies,
  );
  const context = { now: run.now, settings: ruleSettings, declared: declarationsOf([source]) };
  const recheckAt = found.skcs.reduce(
    (first, skc) => earliest(first, nextCheckAt(skc, context, source.precise)),
    earliest(generation.recheckAt, listing.recheckAt),
  );
  const unfinished =
    listing.cursor === undefined
      ? undefined
      : await storePart(
          generation,
          {
            target,
            cursor: listing.cursor,
            fresh,
            hash: found.settled ? hash : undefined,
            recheckAt,
            // What ended it is not a problem of the part that was read.
            problems: byCause(
              [...generation.problems, ...listing.problems].filter((each) => each !== listing.endedBy),
            ),
          },
          inventory,
        );
  const count = generation.seen.size + fresh.length + stored.unlisted;
  return {
    scan: {
      ...scanOf(reading, listing, { generation, unfinished, source }),
      count: listing.ended ? count : (before?.count ?? count),
      listingHash: listing.ended && found.settled && stored.settled ? hash : undefined,
      recheckAt,
    },
    changes: stored.changes,
    verifications: found.readings,
    unfinished: found.unfinished || listing.paused,
    restarted,
  };
}

/** Reads the target's list, or continues to, with the tags of what it names. */
async function listTarget<Session>(
  session: Session,
  reading: {
    run: CollectInput['run'];
    target: Target;
    before: Scan | undefined;
    knownSkcs: () => Promise<ReadonlyMap<string, StoredSkc>>;
  },
  dependencies: CollectDependencies<Session>,
): Promise<{ generation: Generation; listing: Listing }> {
  const { run, target, knownSkcs } = reading;
  const opened = await openGeneration(reading, dependencies.inventory);
  const listed = await readListing(
    session,
    { target, now: run.now, known: knownSkcs, from: opened.from },
    dependencies,
  );
  const tagged = await withTags(session, target, listed.skcs, {
    ...dependencies,
    settings: dependencies.tags,
  });
  return {
    generation: listed.restarted === undefined ? opened : newGeneration(reading, listed.restarted),
    listing: { ...listed, skcs: tagged.skcs, problems: [...listed.problems, ...tagged.problems] },
  };
}

/** Nothing but the scan is to be written. */
function withoutChanges(scan: Scan, restarted?: string): Collected {
  return { scan, changes: {}, verifications: 0, unfinished: false, restarted };
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

/** By `idKey`. Earlier releases stored an id in several spellings; the one that is there, or was last, is meant. */
async function byId(skcs: AsyncIterable<StoredSkc>): Promise<ReadonlyMap<string, StoredSkc>> {
  const all = new Map<string, StoredSkc>();
  for await (const skc of skcs) {
    const other = all.get(idKey(skc));
    if (other === undefined || isMeant(skc, other)) all.set(idKey(skc), skc);
  }
  return all;
}

function isMeant(skc: StoredSkc, other: StoredSkc): boolean {
  if ((skc.absentAt === undefined) !== (other.absentAt === undefined)) return skc.absentAt === undefined;
  return skc.changedAt > other.changedAt;
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
