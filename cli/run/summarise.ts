import { acceptedReason } from '../../shared/config/expected-unreadable.ts';
import type { Config } from '../../shared/config/schema.ts';
import { damageOfRun } from '../../shared/inventory/damage.ts';
import type { InventoryReader } from '../../shared/inventory/contract.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { shownAddress } from '../../shared/contacts/shown-address.ts';
import type { Run } from '../../shared/model/run.ts';
import { targetId, type Scan } from '../../shared/model/target.ts';
import { sourcesOf } from '../screen/source-titles.ts';
import type { Delivery, Summary, UnreadTarget } from '../screen/run-page.ts';
import { mostUrgent } from './open-findings.ts';
import type { PipelineResult } from './pipeline.ts';

/** The content of a run's summary, read back from the table, so that it shows what was stored. */
export async function summarise(
  result: PipelineResult,
  findings: Iterable<Finding>,
  inventory: InventoryReader,
  config: Config,
): Promise<Omit<Summary, 'calls' | 'database' | 'outbox' | 'next'>> {
  const accounts = await inventory.accounts();
  return {
    run: result.run,
    accounts,
    types: await sourcesOf(accounts.map(({ cloud }) => cloud)),
    urgent: mostUrgent(findings),
    damaged: damageOfRun(result.run, accounts, inventory.damaged()),
    unread: await unreadTargets(result, inventory, config),
    deliveries: deliveries(result),
    changes: result.changes,
    timings: result.timings,
  };
}

/** Planned targets that a run did not read completely. */
export async function unreadTargets(
  { run }: { run: Pick<Run, 'id'> },
  inventory: InventoryReader,
  config: Config,
): Promise<UnreadTarget[]> {
  const unread: UnreadTarget[] = [];
  for (const account of await inventory.accounts()) {
    const scans = new Map<string, Scan>();
    for await (const scan of inventory.scans(account.key)) scans.set(targetId(scan), scan);
    for (const planned of account.targets) {
      const target = { account: account.key, cloud: account.cloud, ...planned };
      const scan = scans.get(targetId(target));
      const current = scan?.runId === run.id ? scan : undefined;
      if (current?.outcome !== 'complete')
        unread.push({ target, scan: current, accepted: acceptedReason(config, target) });
    }
  }
  return unread;
}

function deliveries({ alerted, shared, organisation }: PipelineResult): Delivery[] {
  const ofAccounts: Delivery[] = alerted.map(({ account, to, notNotified, delivered }) => ({
    audience: account,
    to: to.map(shownAddress),
    ...sentOf(delivered),
    ...(notNotified === undefined ? {} : { kind: 'not notified' as const }),
  }));
  const ofShared: Delivery[] = shared.audiences
    .filter(({ to }) => to.length > 0)
    .map(({ audience, to, delivered }) => ({ audience, to: to.map(shownAddress), ...sentOf(delivered) }));
  const all = [...ofAccounts, ...ofShared];
  if (organisation === undefined) return all;
  const confirmed = organisation.to.length > 0;
  const notified = confirmed ? sentOf(organisation.delivered) : { kind: 'not notified' as const };
  return [...all, { audience: 'organisation', to: organisation.to.map(shownAddress), ...notified }];
}

function sentOf(
  delivered: PipelineResult['alerted'][number]['delivered'],
): Pick<Delivery, 'kind' | 'digestId' | 'messageId'> {
  if (delivered?.sent !== undefined)
    return { kind: 'sent', digestId: delivered.sent.digest.id, messageId: delivered.sent.messageId };
  const resumed = delivered?.resumed.at(-1);
  if (resumed !== undefined) return { kind: 'sent', digestId: resumed.id, messageId: resumed.messageId };
  return { kind: 'nothing new' };
}
