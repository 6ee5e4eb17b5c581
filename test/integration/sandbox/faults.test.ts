import { DescribeKeyCommand, DecryptCommand } from '@aws-sdk/client-kms';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { GetUserPolicyCommand } from '@aws-sdk/client-iam';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandboxControl } from '../../../sandbox/control.ts';
import type { RemoteControl } from '../../../sandbox/control.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { Sandbox } from '../../../sandbox/server.ts';
import { clients } from '../../bed/sandbox/clients.ts';

describe('injected faults', () => {
  let sandbox: Sandbox;
  let control: RemoteControl;
  let aws: ReturnType<typeof clients>;
  beforeEach(async () => {
    const estate = generateEstate({ accounts: 2, skcs: 60, seed: 7, epoch: '2026-11-21T06:00:00Z' });
    sandbox = await startSandbox({ estate });
    control = sandboxControl(sandbox.url);
    aws = clients(sandbox.url);
  });
  afterEach(() => sandbox.close());
  const list = () => aws.secrets.send(new ListSecretsCommand({}));

  it('throttles the given number of calls and then no more', async () => {
    await control.faults.add({ service: 'secretsmanager', kind: 'throttle', times: 2 });
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(list()).resolves.toBeDefined();
  });

  it('lets the given number of calls pass first', async () => {
    await control.faults.add({ operation: 'ListSecrets', kind: 'error', skip: 1, times: 1 });
    await expect(list()).resolves.toBeDefined();
    await expect(list()).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
  });

  it('applies to one account and region only', async () => {
    await control.faults.add({ account: '200000000001', region: 'eu-west-1', kind: 'throttle' });
    await expect(list()).resolves.toBeDefined();
    const other = clients(sandbox.url, '200000000001', 'eu-west-1');
    await expect(other.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'Throttling',
    });
  });

  it('denies with AWS’s message, naming the action', async () => {
    await control.faults.add({ kind: 'deny', resource: 'my-key' });
    const asking = aws.kms.send(new DescribeKeyCommand({ KeyId: 'my-key' }));
    await expect(asking).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /^User: arn:aws:sts::111111111111:\S+ is not authorized to perform: kms:DescribeKey on resource: arn:aws:kms:us-east-1:111111111111:key\/my-key/,
      ),
    });
  });

  it('never answers a call that hangs', async () => {
    await control.faults.add({ kind: 'hang', times: 1 });
    const asking = aws.secrets.send(new ListSecretsCommand({}), { abortSignal: AbortSignal.timeout(150) });
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('delays the response', async () => {
    await control.faults.add({ kind: 'latency', ms: 120, times: 1 });
    const before = performance.now();
    await list();
    expect(performance.now() - before).toBeGreaterThan(115);
  });

  it.each([
    ['truncate', /aborted|ECONNRESET|hang up/],
    ['garbage', /JSON|token/],
  ] as const)('gives an answer that the SDK cannot read: %s', async (kind, said) => {
    await control.faults.add({ kind, times: 1 });
    await expect(list()).rejects.toThrow(said);
    await expect(list()).resolves.toBeDefined();
  });

  it('executes the request and drops the connection before the response', async () => {
    await control.faults.add({ operation: 'CreateTopic', kind: 'drop-after', times: 1 });
    await expect(aws.sns.send(new CreateTopicCommand({ Name: 'made' }))).rejects.toThrow(
      /hang up|ECONNRESET/,
    );
    const { Topics } = await aws.sns.send(new ListTopicsCommand({}));
    expect(Topics?.map((each) => each.TopicArn)).toEqual(['arn:aws:sns:us-east-1:111111111111:made']);
  });

  it('refuses and marks what would read a value', async () => {
    const reading = aws.secrets.send(new GetSecretValueCommand({ SecretId: 'any' }));
    await expect(reading).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const decrypting = aws.kms.send(new DecryptCommand({ CiphertextBlob: new Uint8Array([1]) }));
    await expect(decrypting).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const calls = await control.calls.list();
    expect(calls.map((call) => [call.operation, call.valueRead])).toEqual([
      ['GetSecretValue', true],
      ['Decrypt', true],
    ]);
  });

  it('has no operation that writes, and records the attempt', async () => {
    const writing = aws.secrets.send(new PutSecretValueCommand({ SecretId: 'any', SecretString: 'x' }));
    await expect(writing).rejects.toMatchObject({ name: 'UnknownOperationException' });
    const reading = aws.iam.send(new GetUserPolicyCommand({ UserName: 'a', PolicyName: 'b' }));
    await expect(reading).rejects.toMatchObject({ name: 'InvalidAction' });
    expect(await control.calls.counts()).toEqual({
      'iam:GetUserPolicy': 1,
      'secretsmanager:PutSecretValue': 1,
    });
  });

  it('rejects credentials of no account', async () => {
    const { sts } = clients(sandbox.url, 'AKIAIOSFODNN7EXAMPLE');
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  it('refuses a region that the account has not enabled', async () => {
    const away = clients(sandbox.url, '111111111111', 'ap-east-1');
    await expect(away.secrets.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('rejects a fault of an unknown kind', async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', body: '{"kind":"fire"}' });
    expect(answer.status).toBe(400);
  });

  it('closes even if a client keeps its connection open', async () => {
    await control.faults.add({ service: 'kms', kind: 'hang' });
    const ended = aws.kms
      .send(new DescribeKeyCommand({ KeyId: 'k' }))
      .catch((error: unknown) => String(error));
    while ((await control.calls.counts())['kms:DescribeKey'] === undefined) await pause(5);
    await sandbox.close();
    expect(await ended).toMatch(/hang up|ECONNRESET/);
    sandbox = await startSandbox({
      estate: generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: '2026-11-21T06:00:00Z' }),
    });
  });
});
