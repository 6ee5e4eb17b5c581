import * as z from 'zod';
import { Calls } from '../../shared/clouds/calls.ts';
import { openInventory } from '../../shared/inventory/repository.ts';
import { PLAN_TABLE } from './table.ts';
import { runSchema } from '../../shared/model/run.ts';
import { deployedAwsSessions } from '../runtime/deployed-aws.ts';
import { documentsOf } from '../runtime/deployed-table.ts';
import { openDocumentWriter } from '../runtime/document-writer.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { logger, measure } from '../runtime/telemetry.ts';
import { runKeys } from '../runtime/run-keys.ts';
import { batchesOf } from './batches.ts';
import { openFinders } from './finders.ts';
import { unlessOutdated } from '../runtime/unless-outdated.ts';
import { plan, type Plan } from './plan.ts';
import { notDone, type NotDone } from '../../shared/model/not-done.ts';
import type { Unlisted } from '../../shared/model/unlisted-cloud.ts';

const environment = readEnvironment();
const { config } = environment;
const inventory = openInventory(documentsOf(environment), environment.table, PLAN_TABLE);
const documents = openDocumentWriter(environment);
const eventSchema = z.object({ run: runSchema.pick({ id: true, now: true }) });

/** The plan's keys in the bucket, for the Map states that follow, and its size. */
export interface Planned {
  batches: string;
  accounts: string;
  targets: number;
  unlisted: Unlisted[];
  /** Accounts that could not be stored: a new one is in no item that a later step reads. */
  unplanned: NotDone;
}

/** The second step. @param event `{ run: { id, now } }`. */
export async function handler(event: unknown): Promise<Planned> {
  const { run } = eventSchema.parse(event);
  const calls = new Calls();
  // Sessions last one run, so that a corrected role takes effect in the next.
  const aws = deployedAwsSessions(environment, calls);
  try {
    const clouds = await openFinders(environment, aws, calls);
    const made = await unlessOutdated(
      () => plan(run, { inventory, config, clouds }),
      // Without batches and accounts, the steps that follow have nothing to do.
      (): Plan => ({ accounts: [], targets: [], problems: [], failed: [] }),
    );
    const { batches, accounts } = runKeys(run.id);
    await documents.write(batches, batchesOf(made, config.run.batchTargets));
    await documents.write(
      accounts,
      made.accounts.map(({ key, status }) => ({ account: key, active: status === 'active' })),
    );
    measure({ CloudCalls: calls.total() });
    for (const { cloud, problem } of made.problems)
      logger.error('accounts not listed', { cloud, ...problem });
    for (const { account, item, why } of inventory.damaged())
      logger.error('item skipped', { account, item, why });
    inventory.forget();
    const unplanned = notDone(made.failed);
    for (const { account, error } of made.failed) logger.error('account not planned', { account, error });
    logger.info('planned', { run: run.id, accounts: made.accounts.length, targets: made.targets.length });
    return { batches, accounts, targets: made.targets.length, unlisted: made.problems, unplanned };
  } finally {
    aws.close();
  }
}
