import * as z from 'zod';
import { awsFinder } from '../../shared/clouds/aws/finder.ts';
import { openAwsSessions } from '../../shared/clouds/aws/session.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import { openTable } from '../../shared/inventory/repository.ts';
import { runSchema } from '../../shared/model/run.ts';
import { awsScopes } from '../../shared/sources/aws/scopes.ts';
import { documentsOf } from '../deployed-table.ts';
import { openDocumentWriter } from '../document-writer.ts';
import { readEnvironment } from '../environment.ts';
import { logger, measure } from '../observed.ts';
import { runKeys } from '../run-keys.ts';
import { batchesOf } from './batches.ts';
import { plan } from './plan.ts';

const environment = readEnvironment();
const { config } = environment;
const inventory = openTable(documentsOf(environment), environment.table);
const documents = openDocumentWriter(environment);
const eventSchema = z.object({ run: runSchema.pick({ id: true, now: true }) });

/** Where the plan is, for the Maps that follow, and its size. */
export interface Planned {
  batches: string;
  accounts: string;
  targets: number;
}

/** The second step. @param event `{ run: { id, now } }`. */
export async function handler(event: unknown): Promise<Planned> {
  const { run } = eventSchema.parse(event);
  const calls = new Calls();
  // Sessions are of one run: a role that was mended since is assumed anew.
  const aws = openAwsSessions({ homeRegion: environment.region, memberRole: config.memberRole, calls });
  try {
    const made = await plan(run, {
      inventory,
      config,
      clouds: [awsFinder({ config, aws, scopes: awsScopes })],
    });
    const { batches, accounts } = runKeys(run.id);
    await documents.write(batches, batchesOf(made, config.run.batchTargets));
    await documents.write(
      accounts,
      made.accounts.map(({ key, status }) => ({ account: key, active: status === 'active' })),
    );
    measure({ CloudCalls: calls.total() });
    logger.info('planned', { run: run.id, accounts: made.accounts.length, targets: made.targets.length });
    return { batches, accounts, targets: made.targets.length };
  } finally {
    aws.close();
  }
}
