import type { Instant } from '../model/instant.ts';
import type { StoredSkc } from '../model/skc.ts';
import type { Inventory } from './contract.ts';
import { againstRivals, Outrun } from './rivals.ts';

const ATTEMPTS = 5;

/**
 * Records or drops in the scan of an SKC's target that each use of the SKC is recorded. The scan is what a reading loads
 * before the listing, so that watching costs no call more. The listing's hash is dropped, since a watched SKC counts in
 * it by its exact last use.
 * @param since From when on; undefined ends it.
 * @throws {Outrun} when runs keep writing the scan.
 */
export async function watch(
  { account, cloud, location, type, id }: StoredSkc,
  since: Instant | undefined,
  inventory: Pick<Inventory, 'scan' | 'recordScan'>,
): Promise<void> {
  await againstRivals(ATTEMPTS, async () => {
    const scan = await inventory.scan({ account, cloud, location, source: type });
    if (scan === undefined || scan.watched?.[id] === since) return;
    const { [id]: _before, ...others } = scan.watched ?? {};
    const watched = since === undefined ? others : { ...others, [id]: since };
    const after = { ...scan, watched, listingHash: undefined, scanRevision: scan.scanRevision + 1 };
    if (!(await inventory.recordScan(after)))
      throw new Outrun(
        `A run is reading ${location} of ${account}. Run the command again when it has ended.`,
      );
  });
}
