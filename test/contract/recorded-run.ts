import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { SNSClient } from '@aws-sdk/client-sns';
import { connectDatabase } from '../bed/database.ts';
import { signInToAzureSandbox, signInToSandbox } from '../bed/sandbox/sign-in.ts';
import { openClouds } from '../../cli/run/clouds.ts';
import { alert } from '../../functions/alert/alert.ts';
import { begin } from '../../functions/begin/begin.ts';
import { openDocumentReader } from '../../functions/runtime/document-reader.ts';
import { openDocumentWriter } from '../../functions/runtime/document-writer.ts';
import { collectBatch } from '../../functions/collect/collect-batch.ts';
import { evaluate } from '../../functions/evaluate/evaluate.ts';
import type { FunctionName } from '../../functions/registry.ts';
import { batchesOf } from '../../functions/plan/batches.ts';
import { plan } from '../../functions/plan/plan.ts';
import { finish } from '../../functions/finish/finish.ts';
import type { RunSummary } from '../../functions/finish/summary.ts';
import { runKeys } from '../../functions/runtime/run-keys.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { clientConfig } from '../../shared/clouds/aws/client.ts';
import { Calls } from '../../shared/clouds/calls.ts';
import type { ConfigInput } from '../../shared/config/schema.ts';
import { configSchema } from '../../shared/rules/config.ts';
import { openRunLock } from '../../shared/inventory/run-lock.ts';
import { addDays, instant } from '../../shared/model/instant.ts';

/** IAM actions on the table, by the function that called them. */
export type Recorded = Map<FunctionName, Set<string>>;

export interface Theatre {
  sandbox: Sandbox;
  dynamo: string;
  s3: string;
  recorded: Recorded;
}

/** Runs the deployed steps in the workflow's order against the sandbox, and records their calls to the table. */
export async function runSteps(
  { sandbox, dynamo, s3, recorded }: Theatre,
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
    const { inventory, messageLog } = database;
    const lock = openRunLock(database.client, 'skc-watch');
    const place = { region: 'us-east-1', bucket: 'plans' };
    const bucket = { ...openDocumentWriter(place), ...openDocumentReader(place) };
    const execution = `arn:aws:states:us-east-1:111111111111:execution:skc-watch:${wallDays}`;
    const begun = await begin(
      { execution, now: sandbox.clock.now() },
      { inventory, lock, isRunning: async () => false },
    );
    if (!begun.started) throw new Error('another run is going on');
    const { run } = begun;
    const rival = { execution: `${execution}-rival`, now: sandbox.clock.now() };
    const second = await begin(rival, { inventory, lock, isRunning: async () => true });
    if (second.started) throw new Error('two runs at once');

    step = 'plan';
    const planned = await plan(run, { inventory, config, clouds });

    const ruleSettings = config.thresholds;
    for (const batch of batchesOf(planned, config.run.batchTargets)) {
      const collector = clouds.find(({ cloud }) => batch.account.startsWith(`${cloud}#`));
      if (collector === undefined) throw new Error(`no cloud reads ${batch.account}`);
      step = `collect-${collector.cloud}`;
      await collectBatch({ run, batch }, { inventory, collector, ruleSettings, hasTime: () => true });
    }

    const { accountId, partition } = await aws.identity();
    const telling = {
      inventory,
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
      await evaluate({ run, account: key }, { inventory, config });
      step = 'alert';
      if (status !== 'active') continue;
      const { account, contacts, shared, notNotified } = await alert({ run, account: key }, telling);
      await bucket.write(runKeys(run.id).alerted(key), { account, contacts, shared, notNotified });
    }
    step = 'finish';
    return await finish({ run, execution, unlisted: planned.problems }, { ...telling, bucket, lock });
  } finally {
    close();
    sns.destroy();
    database.close();
    delete process.env['AWS_ENDPOINT_URL_S3'];
  }
}

/** The part of S3's API that plans and reports need: put, get, list by prefix. */
export async function startS3(): Promise<{
  url: string;
  objects: Map<string, string>;
  close(): Promise<void>;
}> {
  const objects = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, , ...rest] = url.pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'PUT') {
        objects.set(key, Buffer.concat(chunks).toString('utf8'));
        response.writeHead(200, { etag: '"0"' }).end();
        return;
      }
      if (url.searchParams.get('list-type') === '2') {
        const prefix = url.searchParams.get('prefix') ?? '';
        const found = [...objects.keys()].filter((each) => each.startsWith(prefix));
        const contents = found.map((each) => `<Contents><Key>${each}</Key></Contents>`).join('');
        response.writeHead(200, { 'content-type': 'application/xml' });
        response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`);
        return;
      }
      const body = objects.get(key);
      response.writeHead(body === undefined ? 404 : 200).end(body ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('S3 has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    objects,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
