import { setTimeout as sleep } from 'node:timers/promises';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { openMessageLog } from '../../shared/messages/log.ts';
import { openInventory } from '../../shared/inventory/repository.ts';
import { FINISH_TABLE } from './table.ts';
import { openRunLock } from '../../shared/inventory/run-lock.ts';
import { instant } from '../../shared/model/instant.ts';
import { runSchema } from '../../shared/model/run.ts';
import { LEASE_SECONDS } from '../runtime/lease.ts';
import { documentsOf } from '../runtime/deployed-table.ts';
import { openDocumentReader } from '../runtime/document-reader.ts';
import { openDocumentWriter } from '../runtime/document-writer.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { notDoneSchema } from '../../shared/model/not-done.ts';
import { unlistedSchema } from '../../shared/model/unlisted-cloud.ts';
import { logger, measure } from '../runtime/telemetry.ts';
import { unlessOutdated } from '../runtime/unless-outdated.ts';
import { finish } from './finish.ts';
import { HeartbeatFailed, sendHeartbeat } from './heartbeat.ts';
import { RunIncomplete } from './run-incomplete.ts';
import type { RunSummary } from './summary.ts';

const environment = readEnvironment();
const { home, config } = environment;
const documents = documentsOf(environment);
const inventory = openInventory(documents, environment.table, FINISH_TABLE);
const dependencies = {
  inventory,
  messageLog: openMessageLog(documents, environment.table, inventory.note),
  lock: openRunLock(documents, environment.table),
  bucket: { ...openDocumentWriter(environment), ...openDocumentReader(environment) },
  sns: new SNSClient(clientConfig(home.region)),
  home,
  config,
  leaseSeconds: LEASE_SECONDS,
  sleep: (milliseconds: number) => sleep(milliseconds),
  realClock: () => instant(new Date()),
};
const eventSchema = z.object({
  run: runSchema.pick({ id: true, now: true }),
  execution: z.string().startsWith('arn:'),
  unlisted: z.array(unlistedSchema),
  // Absent in an execution that the previous release started.
  unplanned: notDoneSchema.optional(),
});

/** The output of an outdated run, in the form of one that was not started. */
export interface Outdated {
  started: false;
  message: string;
  /** The newer run's clock. */
  goingOn: string;
}

/**
 * The last step. @param event `{ run: { id, now }, execution, unlisted }`.
 * @throws {RunIncomplete} if accounts were left out, after everything else is done: the execution then fails.
 */
export async function handler(event: unknown): Promise<RunSummary | Outdated> {
  const input = eventSchema.parse(event);
  return unlessOutdated(
    () => end(input),
    ({ message, newer }): Outdated => ({ started: false, message, goingOn: newer }),
  );
}

async function end(input: z.infer<typeof eventSchema>): Promise<RunSummary> {
  const summary = await finish(input, dependencies);
  measureRun(summary);
  if (summary.damaged.count > 0)
    logger.error('damaged items of the table were skipped', { ...summary.damaged });
  logger.info('run done', { ...summary });
  const { unfinished, organisation, unplanned } = summary;
  if (unfinished.length > 0 || organisation.failed !== undefined) {
    const unstored = new Set(unplanned.accounts.map(({ account }) => account));
    throw new RunIncomplete(
      unfinished.filter((account) => !unstored.has(account)),
      organisation.failed,
      unplanned,
    );
  }
  await heartbeat(config.alerts.watchdog.heartbeatUrl);
  // A state's output is limited to 256 KiB; the stored summary has the whole list.
  return {
    ...summary,
    accounts: { ...summary.accounts, notNotified: summary.accounts.notNotified.slice(0, 100) },
  };
}

/** A service that is down fails no run: it raises its own alarm, since the call did not come. */
async function heartbeat(url: string | undefined): Promise<void> {
  if (url === undefined) return;
  try {
    await sendHeartbeat(url);
  } catch (error) {
    if (!(error instanceof HeartbeatFailed)) throw error;
    logger.warn('heartbeat not taken', { reason: error.message });
  }
}

function measureRun(summary: RunSummary): void {
  const { accounts, targets, unlisted, skcs, findings, organisation, unfinished } = summary;
  const unread = targets.planned - targets.complete - targets.accepted - targets.awaiting - targets.continued;
  measure({
    RunSucceeded: unfinished.length === 0 && organisation.failed === undefined ? 1 : 0,
    Accounts: accounts.active,
    AccountsNotNotified: accounts.notNotified.length,
    // Those that let this run's message through.
    OrganisationSubscriptions: organisation.filtered === true ? 0 : organisation.subscriptions,
    TargetsPlanned: targets.planned,
    TargetsComplete: targets.complete,
    // How many targets a cloud has is unknown if its accounts could not be listed: it counts as at least one.
    TargetsUnread: Math.max(0, unread) + unlisted.length,
    VaultsUnreachable: summary.vaults.unreachable,
    Skcs: skcs,
    FindingsCritical: findings.critical,
    FindingsHigh: findings.high,
    FindingsMedium: findings.medium,
    FindingsLow: findings.low,
  });
}
