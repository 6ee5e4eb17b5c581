import { isPlanned } from '../../functions/plan/is-planned.ts';
import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import type { Config } from '../../shared/config/schema.ts';
import { damageOfRun } from '../../shared/inventory/damage.ts';
import type { InventoryReader, ListedAccount } from '../../shared/inventory/contract.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Run } from '../../shared/model/run.ts';
import { holdsNothing } from '../../shared/model/system-made.ts';
import { targetId, type Scan } from '../../shared/model/target.ts';
import { sourcesOf } from '../screen/source-titles.ts';
import type { Summary } from '../screen/run-page.ts';
import type { UnreadTarget } from '../screen/run-unread.ts';
import { deliveriesOf } from './deliveries.ts';
import { mostUrgent } from './open-findings.ts';
import type { PipelineResult } from './pipeline.ts';

/** The content of a run's summary, read back from the table, so that it shows what was stored. */
export async function summarise(
  result: PipelineResult,
  findings: Iterable<Finding>,
  inventory: InventoryReader,
  config: Config,
): Promise<Omit<Summary, 'calls' | 'database' | 'outbox' | 'next'>> {
  const failed = new Set(result.unfinished.map(({ account }) => account));
  const accounts = await inventory.accounts();
  return {
    run: result.run,
    accounts,
    types: await sourcesOf(accounts.map(({ cloud }) => cloud)),
    urgent: mostUrgent(findings),
    damaged: damageOfRun(result.run, accounts, inventory.damaged()),
    unread: await unreadTargets(result, inventory, config, (account) =>
      isPlanned(account, result.run, failed),
    ),
    deliveries: deliveriesOf(result),
    changes: result.changes,
    timings: result.timings,
  };
}

/**
 * Planned targets that a run did not read completely.
 * @param isOfRun Whether the run planned an account. Default: it planned all.
 */
export async function unreadTargets(
  { run }: { run: Pick<Run, 'id'> },
  inventory: InventoryReader,
  config: Config,
  isOfRun: (account: ListedAccount) => boolean = () => true,
): Promise<UnreadTarget[]> {
  const unread: UnreadTarget[] = [];
  for (const account of (await inventory.accounts()).filter(isOfRun)) {
    const scans = new Map<string, Scan>();
    for await (const scan of inventory.scans(account.key)) scans.set(targetId(scan), scan);
    for (const planned of await inventory.targets(account)) {
      const target = { account: account.key, cloud: account.cloud, ...planned };
      const scan = scans.get(targetId(target));
      const current = scan?.runId === run.id ? scan : undefined;
      if (current?.outcome !== 'complete')
        unread.push({
          target,
          scan: current,
          accepted: acceptedReason(config, target),
          ...(holdsNothing(account, current) ? { systemMade: true } : {}),
        });
    }
  }
  return unread;
}
