import dynalite from 'dynalite';
import { SNSClient } from '@aws-sdk/client-sns';
import { signInToAzureSandbox, signInToSandbox } from '../sandbox/sign-in.ts';
import { connectDatabase, type Database } from '../database.ts';
import { openClouds } from '../../../cli/run/clouds.ts';
import { runPipeline, type PipelineDependencies, type PipelineResult } from '../../../cli/run/pipeline.ts';
import type { Estate } from '../../../sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import { addDays, instant } from '../../../shared/model/instant.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';

/** The pipeline with its own sandbox and table, all in this process. */
export interface Stage {
  sandbox: Sandbox;
  database: Database;
  table: string;
  /**
   * @param wallDays moves the real clock: the lease of a killed process has expired by then.
   * @param subjects kinds of subject with other rules than those of the product.
   * @param asked accounts and regions to which a person narrows the run.
   */
  run(
    config?: ConfigInput,
    wallDays?: number,
    subjects?: PipelineDependencies['subjects'],
    asked?: PipelineDependencies['asked'],
  ): Promise<PipelineResult & { calls: Calls }>;
  close(): Promise<void>;
}

/** One embedded DynamoDB for a test file; every stage has its own table. */
export async function openDynalite(): Promise<{ url: string; close(): Promise<void> }> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('dynalite has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let tables = 0;

export async function openStage(endpoint: string, estate: Estate, config: ConfigInput): Promise<Stage> {
  const sandbox = await startSandbox({ estate });
  const table = `stage-${(tables += 1)}`;
  const database = await connectDatabase(endpoint, table);
  return {
    sandbox,
    database,
    table,
    run: (other, wallDays = 0, subjects, asked) =>
      runOnce(sandbox, database, other ?? config, wallDays, { subjects, asked }),
    close: async () => {
      database.close();
      await sandbox.close();
    },
  };
}

async function runOnce(
  sandbox: Sandbox,
  database: Database,
  input: ConfigInput,
  wallDays: number,
  { subjects, asked }: Pick<PipelineDependencies, 'subjects' | 'asked'>,
): Promise<PipelineResult & { calls: Calls }> {
  const config = configSchema.parse(input);
  signInToSandbox(process.env, sandbox.url);
  const calls = new Calls();
  if (sandbox.azure !== undefined) signInToAzureSandbox(process.env, sandbox.azure);
  const { aws, clouds, close } = await openClouds(config, calls, 'federated');
  const sns = new SNSClient(clientConfig(config.alerts.region));
  try {
    const { accountId, partition } = await aws.identity();
    const result = await runPipeline(sandbox.clock.now(), {
      ...database,
      config,
      clouds,
      ...(subjects === undefined ? {} : { subjects }),
      asked,
      alerts: {
        sns,
        home: { partition, accountId, region: config.alerts.region },
        leaseSeconds: 20,
        realClock: () => addDays(instant(new Date()), wallDays),
      },
      progress: { update: () => undefined, note: () => undefined, end: () => undefined },
    });
    return { ...result, calls };
  } finally {
    close();
    sns.destroy();
  }
}
