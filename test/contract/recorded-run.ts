import { SNSClient } from '@aws-sdk/client-sns';
import { connectDatabase, TABLE } from '../bed/database.ts';
import { signInToAzureSandbox, signInToSandbox } from '../bed/sandbox/sign-in.ts';
import { openClouds } from '../../cli/run/clouds.ts';
import { alert } from '../../functions/alert/alert.ts';
import { ALERT_TABLE } from '../../functions/alert/table.ts';
import { begin } from '../../functions/begin/begin.ts';
import { BEGIN_TABLE } from '../../functions/begin/table.ts';
import { openDocumentReader } from '../../functions/runtime/document-reader.ts';
import { openDocumentWriter } from '../../functions/runtime/document-writer.ts';
import { collectBatch } from '../../functions/collect/collect-batch.ts';
import { COLLECT_TABLE } from '../../functions/collect/table.ts';
import { evaluate } from '../../functions/evaluate/evaluate.ts';
import { EVALUATE_TABLE } from '../../functions/evaluate/table.ts';
import type { FunctionName } from '../../functions/registry.ts';
import { batchesOf } from '../../functions/plan/batches.ts';
import { plan } from '../../functions/plan/plan.ts';
import { PLAN_TABLE } from '../../functions/plan/table.ts';
import { finish } from '../../functions/finish/finish.ts';
import { FINISH_TABLE } from '../../functions/finish/table.ts';
import type { RunSummary } from '../../functions/finish/summary.ts';
import { runKeys } from '../../functions/runtime/run-keys.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import type { InventorySlice, OperationName } from '../../shared/inventory/contract.ts';
import { openInventory } from '../../shared/inventory/repository.ts';
import { openRunLock } from '../../shared/inventory/run-lock.ts';
import { addDays, instant } from '../../shared/model/instant.ts';

/** IAM actions on the table, by the function that called them. */
export type Recorded = Map<FunctionName, Set<string>>;

/** Operations of its slice of the table, by the function that used them. */
export type Used = Map<FunctionName, Set<OperationName>>;

export interface Theatre {
  sandbox: Sandbox;
  dynamo: string;
  s3: string;
  recorded: Recorded;
  used: Used;
}

/** Runs the deployed steps in the workflow's order against the sandbox, and records their calls to the table. */
export async function runSteps(
  { sandbox, dynamo, s3, recorded, used }: Theatre,
  input: ConfigInput,
  wallDays: number,
): Promise<RunSummary> {
  const config = configSchema.parse(input);
  signInToSandbox(process.env, sandbox.url);
  process.env['AWS_ENDPOINT_URL_S3'] = s3;
  const database = await connectDatabase(dynamo);
  let step: FunctionName = 'begin';
  database.client.middlewareStack.add(
    (next, context) => (args) => {
      const actions = recorded.get(step) ?? new Set();
      recorded.set(step, actions.add(`dynamodb:${String(context['commandName']).replace(/Command$/, '')}`));
      return next(args);
    },
    { step: 'build', name: 'record' },
  );
  if (sandbox.azure !== undefined) signInToAzureSandbox(process.env, sandbox.azure);
  const { aws, clouds, close } = await openClouds(config, new Calls(), 'federated');
  const sns = new SNSClient(clientConfig('us-east-1'));
  try {
    const { messageLog } = database;
    const slice = <Name extends OperationName>(name: FunctionName, operations: readonly Name[]) =>
      recording(openInventory(database.client, TABLE, operations), operations, (operation) =>
        used.set(name, (used.get(name) ?? new Set()).add(operation)),
      );
    const lock = openRunLock(database.client, TABLE);
    const inventoryOfBegin = slice('begin', BEGIN_TABLE);
    const place = { region: 'us-east-1', bucket: 'plans' };
    const bucket = { ...openDocumentWriter(place), ...openDocumentReader(place) };
    const execution = `arn:aws:states:us-east-1:111111111111:execution:skc-watch:${wallDays}`;
    const begun = await begin(
      { execution, now: sandbox.clock.now() },
      { inventory: inventoryOfBegin, lock, isRunning: async () => false },
    );
    if (!begun.started) throw new Error('another run is going on');
    const { run } = begun;
    const rival = { execution: `${execution}-rival`, now: sandbox.clock.now() };
    const second = await begin(rival, {
      inventory: inventoryOfBegin,
      lock,
      isRunning: async () => true,
    });
    if (second.started) throw new Error('two runs at once');

    step = 'plan';
    const planned = await plan(run, { inventory: slice('plan', PLAN_TABLE), config, clouds });

    const ruleSettings = config.thresholds;
    for (const batch of batchesOf(planned, config.run.batchTargets)) {
      const collector = clouds.find(({ cloud }) => batch.account.startsWith(`${cloud}#`));
      if (collector === undefined) throw new Error(`no cloud reads ${batch.account}`);
      step = `collect-${collector.cloud}`;
      await collectBatch(
        { run, batch },
        { inventory: slice(step, COLLECT_TABLE), collector, ruleSettings, hasTime: () => true },
      );
    }

    const { accountId, partition } = await aws.identity();
    const alerting = {
      messageLog,
      sns,
      home: { partition, accountId, region: 'us-east-1' },
      config,
      leaseSeconds: 20,
      sleep: async () => undefined,
      realClock: () => addDays(instant(new Date()), wallDays),
    };
    for (const { key, status } of planned.accounts) {
      step = 'evaluate';
      await evaluate({ run, account: key }, { inventory: slice(step, EVALUATE_TABLE), config });
      step = 'alert';
      if (status !== 'active') continue;
      const { account, contacts, shared, notNotified } = await alert(
        { run, account: key },
        { ...alerting, inventory: slice(step, ALERT_TABLE) },
      );
      await bucket.write(runKeys(run.id).alerted(key), { account, contacts, shared, notNotified });
    }
    step = 'finish';
    return await finish(
      { run, execution, unlisted: planned.problems },
      { ...alerting, inventory: slice(step, FINISH_TABLE), bucket, lock },
    );
  } finally {
    close();
    sns.destroy();
    database.close();
    delete process.env['AWS_ENDPOINT_URL_S3'];
  }
}

/** The slices of the steps, by their operations. */
export const SLICES = {
  begin: BEGIN_TABLE,
  plan: PLAN_TABLE,
  'collect-aws': COLLECT_TABLE,
  'collect-azure': COLLECT_TABLE,
  'collect-gcp': COLLECT_TABLE,
  evaluate: EVALUATE_TABLE,
  alert: ALERT_TABLE,
  finish: FINISH_TABLE,
} satisfies Partial<Record<FunctionName, readonly OperationName[]>>;

/** The same slice, which records what of it is used. */
function recording<Name extends OperationName>(
  slice: InventorySlice<Name>,
  operations: readonly Name[],
  record: (operation: Name) => void,
): InventorySlice<Name> {
  return new Proxy(slice, {
    get(target, property) {
      const operation = operations.find((each) => each === property);
      if (operation !== undefined) record(operation);
      return Reflect.get(target, property);
    },
  });
}
