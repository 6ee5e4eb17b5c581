import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { ClientAssertionCredential } from '@azure/identity';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer } from '../../../functions/first-run/answer.ts';
import { sendHeartbeat } from '../../../functions/finish/heartbeat.ts';
import { findAccounts } from '../../../functions/plan/accounts.ts';
import { createPrivateAuthority } from '../../../sandbox/azure/private-authority.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { clientConfig } from '../../../shared/clouds/aws/client.ts';
import { awsFailure } from '../../../shared/clouds/aws/problem.ts';
import { openAwsSessions, type AwsSessions } from '../../../shared/clouds/aws/session.ts';
import { azureFailure } from '../../../shared/clouds/azure/problem.ts';
import { openRest } from '../../../shared/clouds/azure/rest.ts';
import { openSenders } from '../../../shared/clouds/azure/sender.ts';
import { openAzureSessions } from '../../../shared/clouds/azure/session.ts';
import { Calls } from '../../../shared/clouds/calls.ts';
import { gcpFailure } from '../../../shared/clouds/gcp/problem.ts';
import { openQuota } from '../../../shared/clouds/gcp/quota.ts';
import { openGcpRest } from '../../../shared/clouds/gcp/rest.ts';
import { signInToGcp } from '../../../shared/clouds/gcp/sign-in.ts';
import {
  CALL_LIMITS,
  NO_ANSWER_STEP,
  answeredIn,
  type CallLimits,
} from '../../../shared/clouds/no-answer.ts';
import { publishOnce } from '../../../shared/messages/publish-once.ts';
import { awsFinder } from '../../../shared/readers/aws/finder.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import * as z from 'zod';
import { connectDatabase } from '../../bed/database.ts';
import { openStalling, type Stalling } from '../../bed/servers/stalling.ts';
import { openBlackHole, type BlackHole } from '../../bed/servers/black-hole.ts';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';

const SHORT: CallLimits = { connectMs: 200, answerMs: 200, signInMs: 900 };
/** How much longer than its limit a call may take here, for retries and a busy machine. */
const SLACK_MS = 8_000;
const CREATED = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'FirstRun' };
const SECRETS = {
  host: 'secretmanager',
  operation: 'secretmanager:ListSecrets',
  permission: 'secretmanager.secrets.list',
  project: 'pay',
  path: '/v1/projects/pay/secrets',
};
const TENANT = '11111111-0000-4000-8000-000000000000';

let hole: BlackHole;
beforeEach(async () => {
  hole = await openBlackHole();
});
afterEach(() => hole.close());

/** What a call that is not answered throws, and that it does not take long. */
async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  const start = performance.now();
  const error = await work().then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  expect(performance.now() - start).toBeLessThan(SLACK_MS);
  return error;
}

it('ends within 60 seconds with the limits of the product', () => {
  const { connectMs, answerMs, signInMs } = CALL_LIMITS;
  expect(2 * (connectMs + answerMs)).toBeLessThanOrEqual(50_000);
  expect(signInMs).toBeLessThan(60_000);
  expect(NO_ANSWER_STEP.length).toBeLessThanOrEqual(100);
});

describe('answeredIn', () => {
  it('gives what comes in time, and its error', async () => {
    expect(await answeredIn('x', 1_000, Promise.resolve(1))).toBe(1);
    await expect(answeredIn('x', 1_000, Promise.reject(new Error('denied')))).rejects.toThrow('denied');
  });

  it('names the service of what never comes, and the next step', async () => {
    const never = new Promise(() => undefined);
    await expect(answeredIn('AWS sign-in', 20, never)).rejects.toThrow(
      `No answer from AWS sign-in within 0.02 seconds. ${NO_ANSWER_STEP}`,
    );
  });
});

describe('an AWS call that is never answered', () => {
  let sandbox: Sandbox;
  let sessions: AwsSessions;
  beforeAll(async () => {
    const estate = generateEstate({ accounts: 2, skcs: 0, seed: 1, epoch: '2026-11-21T06:00:00Z' });
    sandbox = await startSandbox({ estate });
    signInToSandbox(process.env, sandbox.url);
  });
  beforeEach(() => {
    sessions = openAwsSessions({
      homeRegion: 'us-east-1',
      memberRole: { name: 'skc-watch-reader' },
      calls: new Calls(),
      limits: SHORT,
    });
  });
  afterEach(() => {
    sessions.close();
    sandbox.faults.clear();
  });
  afterAll(() => sandbox.close());

  it('by a host that takes connections ends after two attempts, and names the host', async () => {
    const credentials = async () => ({ accessKeyId: 'a', secretAccessKey: 'b' });
    const client = new KMSClient({
      ...clientConfig('eu-west-1', credentials, SHORT),
      endpoint: `http://${hole.host}`,
    });
    const error = await thrownBy(() => client.send(new ListKeysCommand({})));
    client.destroy();
    expect(hole.connections()).toBe(2);
    expect(awsFailure(error, 'kms:ListKeys')).toMatchObject({
      denied: false,
      problem: {
        operation: 'kms:ListKeys',
        code: 'NoAnswer',
        kind: 'unreachable',
        message: expect.stringMatching(/^No answer from 127\.0\.0\.1 within 0\.2 seconds\. Check network/),
        remedy: NO_ANSWER_STEP,
      },
    });
  });

  it('once is tried again', async () => {
    sandbox.faults.add({ service: 'sts', operation: 'GetCallerIdentity', kind: 'hang', times: 1 });
    expect(await sessions.identity()).toMatchObject({ accountId: '111111111111' });
  });

  it('while it lists accounts is not reported as a missing sign-in', async () => {
    sandbox.faults.add({ service: 'sts', operation: 'GetCallerIdentity', kind: 'hang' });
    const finder = awsFinder({ config: configSchema.parse({}), aws: sessions, scopes: [] });
    const error = await thrownBy(() => findAccounts([finder]));
    expect(String(error)).toMatch(/NoAnswer: No answer from /);
    expect(String(error)).toContain(NO_ANSWER_STEP);
    expect(String(error)).not.toMatch(/sign in/i);
  });
});

describe('an Azure call that is never answered', () => {
  const token = { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) };

  it('ends after two attempts, with the name of the host', async () => {
    const rest = openRest(
      `https://${hole.host}`,
      openSenders(token, new Calls(), SHORT)('https://vault.azure.net'),
    );
    const error = await thrownBy(() => rest.get('/x', z.unknown()));
    expect(hole.connections()).toBe(2);
    expect(azureFailure(error, 'Microsoft.KeyVault/vaults/read')).toMatchObject({
      denied: false,
      problem: {
        operation: 'Microsoft.KeyVault/vaults/read',
        code: 'NoAnswer',
        kind: 'unreachable',
        message: expect.stringContaining(`No answer from ${hole.host} within`),
        remedy: NO_ANSWER_STEP,
      },
    });
  });

  it('while it signs in does not advise to sign in', async () => {
    const credential = new ClientAssertionCredential(TENANT, TENANT, async () => 'assertion', {
      authorityHost: `https://${hole.host}`,
      disableInstanceDiscovery: true,
    });
    const sessions = openAzureSessions({
      credential,
      authorityHost: 'https://login.microsoftonline.com',
      calls: new Calls(),
      limits: SHORT,
    });
    const error = await thrownBy(() => sessions.manager.get('/subscriptions', z.unknown()));
    sessions.close();
    const { problem, denied } = azureFailure(error, 'Microsoft.Resources/subscriptions/read');
    expect(hole.connections()).toBeGreaterThan(0);
    expect(denied).toBe(false);
    expect(problem).toMatchObject({ operation: 'Entra sign-in', code: 'NoAnswer', kind: 'unreachable' });
    expect(problem.message).toContain('No answer from Entra sign-in (login.microsoftonline.com)');
    expect(`${problem.message} ${problem.remedy}`).not.toMatch(/sign in first|az login/i);
  });
});

describe('a Google call that is never answered', () => {
  const call = SECRETS;
  const open = (auth: Parameters<typeof openGcpRest>[0]['auth']) =>
    openGcpRest({
      auth,
      signOut: () => undefined,
      endpoint: `http://${hole.host}`,
      calls: new Calls(),
      quota: openQuota(),
      limits: SHORT,
    });

  it('ends with the name of the service', async () => {
    const rest = open(async () => new PassThroughClient());
    const error = await thrownBy(() => rest.ask(call));
    expect(hole.connections()).toBeGreaterThan(0);
    expect(gcpFailure(error, 'secretmanager.secrets.list')).toMatchObject({
      denied: false,
      problem: {
        code: 'NoAnswer',
        kind: 'unreachable',
        message: expect.stringContaining('No answer from secretmanager.googleapis.com within'),
        remedy: NO_ANSWER_STEP,
      },
    });
  });

  it('while it signs in does not advise to sign in', async () => {
    const rest = open(() =>
      signInToGcp({
        audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/aws',
        endpoint: `http://${hole.host}`,
        environment: {},
        federationIdentity: {
          region: 'eu-west-1',
          credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
        },
      }),
    );
    const error = await thrownBy(() => rest.ask(call));
    const { problem, denied } = gcpFailure(error, 'secretmanager.secrets.list');
    expect(hole.connections()).toBeGreaterThan(0);
    expect(denied).toBe(false);
    expect(problem).toMatchObject({ operation: 'sts:token', code: 'NoAnswer', kind: 'unreachable' });
    expect(`${problem.message} ${problem.remedy}`).not.toMatch(/could not sign in|gcloud auth/i);
  });
});

describe.each([
  ['stalls', false],
  ['never ends, byte by byte', true],
])('an answer whose head comes and whose body %s', (_how, drips) => {
  let stalling: Stalling;
  beforeEach(async () => {
    stalling = await openStalling(drips);
  });
  afterEach(() => stalling.close());

  it('ends a call of AWS, of any of its clients, after two attempts', async () => {
    const config = clientConfig('eu-west-1', async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }), SHORT);
    const kms = new KMSClient({ ...config, endpoint: stalling.url });
    const error = await thrownBy(() => kms.send(new ListKeysCommand({})));
    kms.destroy();
    expect(error).toMatchObject({ name: 'NoAnswer' });
    expect(stalling.requests()).toBe(2);
    const s3 = new S3Client({ ...config, endpoint: stalling.url, forcePathStyle: true });
    const read = await thrownBy(() => s3.send(new GetObjectCommand({ Bucket: 'plans', Key: 'x' })));
    s3.destroy();
    expect(read).toMatchObject({ name: 'NoAnswer' });
  });

  it('ends a message that is being published, as one that may have been taken', async () => {
    const config = clientConfig('eu-west-1', async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }));
    const sns = new SNSClient({ ...config, endpoint: stalling.url });
    const start = performance.now();
    const attempt = await publishOnce(sns, { TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: 'm' }, 300);
    sns.destroy();
    expect(attempt.outcome).toBe('unanswered');
    expect(performance.now() - start).toBeLessThan(SLACK_MS);
    expect(stalling.requests()).toBe(1);
  });

  it('ends a call of Azure', async () => {
    const token = { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const { ca, ...tls } = await createPrivateAuthority(['localhost']);
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, ca]);
    const secure = await openStalling(drips, tls);
    const rest = openRest(secure.url, openSenders(token, new Calls(), SHORT)('https://vault.azure.net'));
    const error = await thrownBy(() => rest.get('/x', z.unknown()));
    setDefaultCACertificates(before);
    expect(secure.requests()).toBeGreaterThan(0);
    await secure.close();
    expect(azureFailure(error, 'Microsoft.KeyVault/vaults/read').problem).toMatchObject({
      code: 'NoAnswer',
      kind: 'unreachable',
    });
  });

  it('ends a call of Google', async () => {
    const rest = openGcpRest({
      auth: async () => new PassThroughClient(),
      signOut: () => undefined,
      endpoint: stalling.url,
      calls: new Calls(),
      quota: openQuota(),
      limits: SHORT,
    });
    const error = await thrownBy(() => rest.ask(SECRETS));
    expect(gcpFailure(error, 'secretmanager.secrets.list').problem).toMatchObject({
      code: 'NoAnswer',
      kind: 'unreachable',
    });
  });

  it('ends what is asked of the embedded database', async () => {
    const error = await thrownBy(() => connectDatabase(stalling.url, 'skc', undefined, SHORT));
    expect(error).toMatchObject({ name: 'NoAnswer' });
  });

  it('is enough for the heartbeat and for CloudFormation, whose answers are in the head', async () => {
    await sendHeartbeat(stalling.url, 500);
    await answer({ ...CREATED, ResponseURL: stalling.url }, { Status: 'SUCCESS' }, 500);
    expect(stalling.requests()).toBe(2);
  });
});

describe('the sender', () => {
  it('of the heartbeat ends where no answer comes', async () => {
    const error = await thrownBy(() => sendHeartbeat(`http://${hole.host}`, 200));
    expect(String(error)).toContain('no answer within 200 ms');
    expect(hole.connections()).toBeGreaterThan(1);
  });

  it("of CloudFormation's answer ends where no answer comes, and says what to do", async () => {
    const error = await thrownBy(() =>
      answer({ ...CREATED, ResponseURL: `http://${hole.host}` }, { Status: 'SUCCESS' }, 200),
    );
    expect(String(error)).toMatch(/CloudFormation did not take the response.*Deploy again/);
    expect(hole.connections()).toBeGreaterThan(1);
  });

  it('of a request to the embedded database ends where no answer comes', async () => {
    const error = await thrownBy(() => connectDatabase(`http://${hole.host}`, 'skc', undefined, SHORT));
    expect(error).toMatchObject({ name: 'NoAnswer' });
  });
});
