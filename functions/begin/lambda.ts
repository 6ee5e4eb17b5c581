import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { openInventory } from '../../shared/inventory/repository.ts';
import { BEGIN_TABLE } from './table.ts';
import { openRunLock } from '../../shared/inventory/run-lock.ts';
import { instant } from '../../shared/model/instant.ts';
import { documentsOf } from '../runtime/deployed-table.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { logger } from '../runtime/telemetry.ts';
import { begin, type Begun } from './begin.ts';
import { isRunning } from './is-running.ts';

const environment = readEnvironment();
const documents = documentsOf(environment);
const states = new SFNClient(clientConfig(environment.region));
const dependencies = {
  inventory: openInventory(documents, environment.table, BEGIN_TABLE),
  lock: openRunLock(documents, environment.table),
  isRunning: (execution: string) => isRunning(execution, states),
};
const eventSchema = z.object({ execution: z.string().startsWith('arn:') });

/** The first step of the workflow. @param event `{ execution }`, the ARN of the calling execution. */
export async function handler(event: unknown): Promise<Begun> {
  const { execution } = eventSchema.parse(event);
  const begun = await begin({ execution, now: instant(new Date()) }, dependencies);
  logger.info(begun.started ? 'run started' : 'another run is in progress', { ...begun });
  return begun;
}
