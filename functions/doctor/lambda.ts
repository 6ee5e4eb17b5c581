import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { silentHours } from '../../shared/config/silence.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import { openInventory } from '../../shared/inventory/repository.ts';
import { DOCTOR_TABLE } from './table.ts';
import { instant } from '../../shared/model/instant.ts';
import { deployedAwsSessions } from '../runtime/deployed-aws.ts';
import { documentsOf } from '../runtime/deployed-table.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { logger } from '../runtime/telemetry.ts';
import { doctor } from '../../doctor/doctor.ts';
import { isHealthy, type DoctorReport } from '../../doctor/report.ts';
import { openCheckableClouds } from './clouds.ts';

const environment = readEnvironment();
const { config, home, region } = environment;
const own = z
  .object({
    SCHEDULE_NAME: z.string().min(1),
    BATCHES_AT_ONCE: z.coerce.number(),
    ACCOUNTS_AT_ONCE: z.coerce.number(),
  })
  .parse(process.env);
const deployed = {
  inventory: openInventory(documentsOf(environment), environment.table, DOCTOR_TABLE),
  topics: { sns: new SNSClient(clientConfig(home.region)), home },
  scheduler: new SchedulerClient(clientConfig(region)),
  scheduleName: own.SCHEDULE_NAME,
  concurrency: {
    lambda: new LambdaClient(clientConfig(region)),
    deployed: { batches: own.BATCHES_AT_ONCE, accounts: own.ACCOUNTS_AT_ONCE },
    run: config.run,
  },
  silentAfterHours: silentHours(config.schedule),
};
const eventSchema = z.object({ accounts: z.array(z.string()).optional() });

/**
 * Invoked by `skc doctor --stack` to check the deployed functions' permissions. @param event `{ accounts? }`,
 * account ids.
 */
export async function handler(event: unknown): Promise<DoctorReport> {
  const { accounts } = eventSchema.parse(event);
  const calls = new Calls();
  const aws = deployedAwsSessions(environment, calls);
  try {
    const clouds = await openCheckableClouds(environment, aws, calls);
    const report = await doctor({ now: instant(new Date()), accounts }, { config, aws, clouds, deployed });
    logger.info('checked', { accounts: report.accounts.length, healthy: isHealthy(report) });
    return report;
  } finally {
    aws.close();
  }
}
