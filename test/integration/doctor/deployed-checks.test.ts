import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SubscribeCommand, type SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkConcurrency } from '../../../doctor/check-concurrency.ts';
import { checkTopics } from '../../../doctor/check-topics.ts';
import type { Check } from '../../../doctor/report.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import type { ConfigInput } from '../../../shared/config/schema.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import { snsOf } from '../../bed/messages/stage.ts';

const NOW = '2026-11-21T06:00:00Z';

describe('the check of concurrency', () => {
  let server: Server;
  let limit: number | undefined;
  let lambda: LambdaClient;

  /** Lambda's answer to GetAccountSettings (Lambda API reference). */
  beforeEach(async () => {
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: limit },
        }),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    lambda = new LambdaClient({
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });
  afterEach(() => {
    lambda.destroy();
    server.closeAllConnections();
    server.close();
  });

  function check(unreserved: number | undefined, deployed: number): Promise<Check> {
    limit = unreserved;
    return checkConcurrency({
      lambda,
      deployed: { batches: deployed, accounts: deployed },
      run: { concurrency: 40 },
    });
  }

  it('is fine where everything fits', async () => {
    expect(await check(1000, 40)).toMatchObject({
      state: 'fine',
      says: 'a run starts up to 40 functions at once, of 1000 here',
    });
    // Two are spare.
    expect((await check(42, 40)).state).toBe('fine');
  });

  it('is wrong where a run starts more than Lambda runs, and names the limit and both ways out', async () => {
    expect((await check(41, 40)).state).toBe('wrong');
    const { state, says, nextStep } = await check(10, 40);
    expect(state).toBe('wrong');
    expect(says).toContain('up to 40 functions at once, and Lambda runs 10 here');
    expect(nextStep).toContain('npm run deploy');
    expect(nextStep).toContain('--quota-code L-B99A9384');
  });

  it('is fine where the deployment fitted the run to the limit, and says that it takes longer', async () => {
    const { state, says } = await check(10, 8);
    expect(state).toBe('fine');
    expect(says).toContain('up to 8 functions at once instead of 40');
  });

  it('says so where Lambda names no limit', async () => {
    expect((await check(undefined, 40)).state).toBe('unasked');
  });
});

describe('the check of the watchdog', () => {
  const home = { partition: 'aws', region: 'us-east-1', accountId: '111111111111' };
  const SECRET = 'b1946ac9-secret';
  let sandbox: Sandbox;
  let sns: SNSClient;

  beforeEach(async () => {
    const estate = generateEstate({ accounts: 1, skcs: 1, seed: 1, epoch: NOW });
    estate.neverConfirm.push('never@example.com');
    sandbox = await startSandbox({ estate });
    sns = snsOf(sandbox);
  });
  afterEach(async () => {
    sns.destroy();
    await sandbox.close();
  });

  async function check(
    watchdog?: NonNullable<ConfigInput['alerts']>['watchdog'],
  ): Promise<Check | undefined> {
    const config = configSchema.parse({ alerts: { watchdog } });
    const checks = await checkTopics([], config, { sns, home });
    return checks.find(({ subject }) => subject === 'the watchdog of alarms');
  }

  /** As the stack makes it. */
  async function make(address: string): Promise<void> {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'skc-watch__watchdog' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: address }));
  }

  it('is not stopped by a topic that SNS refuses, which is named', async () => {
    sandbox.faults.add({ service: 'sns', resource: 'skc-watch-organisation', kind: 'deny' });
    const checks = await checkTopics([], configSchema.parse({}), { sns, home });
    expect(checks.map(({ subject, state }) => [subject, state])).toEqual([
      ['the organisation', 'wrong'],
      ['the watchdog of alarms', 'unasked'],
    ]);
    expect(checks[0]?.says).toContain('Could not read the subscriptions of');
  });

  it('says that alarms have one way only, where none is configured', async () => {
    expect(await check()).toMatchObject({
      state: 'unasked',
      says: expect.stringContaining('all alarms depend on the organisation topic'),
      nextStep: expect.stringContaining('alerts.watchdog.email'),
    });
  });

  it('is fine with a confirmed address', async () => {
    await make('night@example.com');
    expect(await check({ email: 'night@example.com' })).toMatchObject({ state: 'fine', says: '1 confirmed' });
  });

  it('waits for a confirmation', async () => {
    await make('never@example.com');
    expect(await check({ email: 'never@example.com' })).toMatchObject({
      state: 'waiting',
      says: 'pending: never@example.com',
    });
  });

  it('is wrong without the topic', async () => {
    expect(await check({ email: 'night@example.com' })).toMatchObject({
      state: 'wrong',
      says: 'has no topic',
    });
  });

  it('shows of a heartbeat only the host', async () => {
    const found = await check({ heartbeatUrl: `https://hc.example.com/ping/${SECRET}` });
    expect(found).toMatchObject({ state: 'fine', says: 'heartbeat to https://hc.example.com/…' });
  });
});
