import type { Instant } from '../model/instant.ts';
import type { StoredSkc } from '../model/skc.ts';
import type { Scan, Watched } from '../model/target.ts';
import type { Inventory } from './contract.ts';
import { againstRivals, Outrun } from './rivals.ts';

const ATTEMPTS = 5;

/**
 * Records or drops in the scan of an SKC's target that each use of the SKC is recorded. The scan is what a reading loads
 * before the listing, so that watching costs no call more. The listing's hash is dropped, since a watched SKC counts in
 * it by its exact last use.
 * @param during From when on, and until when if it ends by itself; undefined ends it.
 * @throws {Outrun} when runs keep writing the scan.
 */
export async function watch(
  { account, cloud, location, type, id }: StoredSkc,
  during: { since: Instant; until?: Instant | undefined } | undefined,
  inventory: Pick<Inventory, 'scan' | 'recordScan'>,
): Promise<void> {
  await againstRivals(ATTEMPTS, async () => {
    const scan = await inventory.scan({ account, cloud, location, source: type });
    const same = scan?.watched?.[id] === during?.since && scan?.watchedUntil?.[id] === during?.until;
    if (scan === undefined || same) return;
    const watched = replaced(scan.watched, id, during?.since);
    const watchedUntil = replaced(scan.watchedUntil, id, during?.until);
    const after = {
      ...scan,
      watched,
      watchedUntil,
      listingHash: undefined,
      scanRevision: scan.scanRevision + 1,
    };
    if (!(await inventory.recordScan(after)))
      throw new Outrun(
        `A run is reading ${location} of ${account}. Run the command again when it has ended.`,
      );
  });
}

/** The SKCs of a target that are watched at an instant. */
export function watchedAt(scan: Pick<Scan, 'watched' | 'watchedUntil'> | undefined, now: Instant): Watched {
  const { watched = {}, watchedUntil = {} } = scan ?? {};
  return Object.fromEntries(
    Object.entries(watched).filter(([id]) => {
      const until = watchedUntil[id];
      return until === undefined || now < until;
    }),
  );
}

function replaced(all: Watched | undefined, id: string, value: Instant | undefined): Watched {
  const { [id]: _before, ...others } = all ?? {};
  return value === undefined ? others : { ...others, [id]: value };
}
