import * as z from 'zod';
import { openInventory } from '../../shared/inventory/repository.ts';
import { EVALUATE_TABLE } from './table.ts';
import { accountKeySchema } from '../../shared/model/account.ts';
import { runSchema } from '../../shared/model/run.ts';
import { documentsOf } from '../runtime/deployed-table.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { logger } from '../runtime/telemetry.ts';
import { unlessOutdated } from '../runtime/unless-outdated.ts';
import { evaluate } from './evaluate.ts';

const environment = readEnvironment();
const dependencies = {
  inventory: openInventory(documentsOf(environment), environment.table, EVALUATE_TABLE),
  config: environment.config,
};
const eventSchema = z.object({ run: runSchema.pick({ id: true, now: true }), account: accountKeySchema });

/** Evaluates one account. @param event `{ run: { id, now }, account }`. */
export async function handler(event: unknown): Promise<{ written: number }> {
  const { run, account } = eventSchema.parse(event);
  return unlessOutdated(
    () => judge({ run, account }),
    () => ({ written: 0 }),
  );
}

async function judge({ run, account }: z.infer<typeof eventSchema>): Promise<{ written: number }> {
  const { summary, written } = await evaluate({ run, account }, dependencies);
  logger.info('account judged', {
    account,
    written,
    coverage: summary.coverage,
    findings: summary.findings,
  });
  return { written };
}
