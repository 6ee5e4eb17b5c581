import type { Inventory } from '../../../shared/inventory/contract.ts';
import type { StoredSkc } from '../../../shared/model/skc.ts';

/**
 * Puts an account with one SKC into the table, as after a complete run.
 * @param scanRevision 1 for its first reading, one more for each later one.
 */
export async function putReadAccount(
  inventory: Inventory,
  skc: StoredSkc,
  run: { id: string; now: string },
  scanRevision = 1,
): Promise<void> {
  const target = { location: skc.location, source: skc.type };
  await inventory.planAccount({
    key: skc.account,
    cloud: skc.cloud,
    id: '111111111111',
    name: 'pay',
    path: [],
    status: 'active',
    targets: [target],
    problems: [],
  });
  await inventory.discover(skc);
  await inventory.recordScan({
    account: skc.account,
    cloud: skc.cloud,
    ...target,
    runId: run.id,
    outcome: 'complete',
    listed: true,
    observedAt: run.now,
    lastListedAt: run.now,
    count: 1,
    listingHash: 'hash',
    unreadRuns: 0,
    problems: [],
    scanRevision,
  });
}
