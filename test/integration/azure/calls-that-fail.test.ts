import { fork } from 'node:child_process';
import * as z from 'zod';
import { afterEach, describe, expect, it } from 'vitest';
import { azureFailure } from '../../../shared/clouds/azure/problem.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { keyVaultKey } from '../../../shared/sources/azure/key-vault-key.ts';
import { keyVaultSecret } from '../../../shared/sources/azure/key-vault-secret.ts';
import { dynaliteOfFile } from '../../bed/pipeline/dynalite-of-file.ts';
import { EPOCH, SUBSCRIPTION } from '../../bed/azure/stage.ts';
import { openWire, type Wire, type WireAnswer } from '../../bed/azure/wire.ts';

const dynalite = dynaliteOfFile();
let wire: Wire;
afterEach(() => wire.close());

const VAULT = 'https://kv-pay.vault.azure.net';
const attributes = { enabled: true, created: Date.parse(addDays(EPOCH, -10)) / 1000 };
const secret = { id: `${VAULT}/secrets/a`, attributes };
const error = (code: string, message: string) => ({ error: { code, message } });

/** @param answers One after the other; the last one again and again. */
async function answering(...answers: WireAnswer[]) {
  let asked = 0;
  wire = await openWire(dynalite.url, ({ path }) =>
    path.startsWith('/secrets') ? answers[Math.min(asked++, answers.length - 1)] : { body: { value: [] } },
  );
}

const GOOD: WireAnswer = { body: { value: [secret] } };

describe('a call that fails', () => {
  it.each<[string, WireAnswer, object]>([
    [
      'in JSON that is cut short',
      { body: '{"value":[{"id":"https://kv' },
      { kind: 'malformed', message: '/secrets returned JSON that is cut short' },
    ],
    [
      'with a page of HTML',
      { body: '<html>', headers: { 'content-type': 'text/html' } },
      { kind: 'malformed', message: '/secrets returned text/html that is not JSON' },
    ],
    [
      'by a refused token of another tenant',
      {
        status: 401,
        body: error('Unauthorized', 'AKV10032: Invalid issuer. Expected one of https://sts.windows.net/x/'),
      },
      {
        kind: 'denied',
        code: 'Unauthorized',
        message: 'AKV10032: Invalid issuer. Expected one of https://sts.windows.net/x/',
        remedy: expect.stringContaining('another tenant'),
      },
    ],
    [
      'by a refused token that only the header explains',
      {
        status: 401,
        body: '',
        headers: { 'www-authenticate': 'Bearer error="invalid_token", error_description="it is over"' },
      },
      { kind: 'denied', code: 'HTTP 401', message: 'it is over' },
    ],
    ['without words', { status: 404, body: '' }, { kind: 'failed', code: 'HTTP 404', message: 'HTTP 404' }],
  ])('%s says so', async (_what, answer, problem) => {
    await answering(answer);
    const { scan } = await wire.collect(keyVaultSecret, 'kv-pay');
    expect(scan.problems).toMatchObject([
      { operation: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action', ...problem },
    ]);
    expect(scan.problems[0]?.missingPermission).toBeUndefined();
  });

  it('by throttling keeps the words of the service', async () => {
    const body = error('TooManyRequests', 'Request was not processed: 4,000 in 10 seconds.');
    await answering({ status: 429, body, headers: { 'retry-after-ms': '1' } });
    const { scan } = await wire.collect(keyVaultSecret, 'kv-pay');
    expect(scan.problems).toMatchObject([
      {
        kind: 'throttled',
        code: 'TooManyRequests',
        message: 'Request was not processed: 4,000 in 10 seconds.',
      },
    ]);
    expect(wire.asked).toHaveLength(6);
  });

  it.each<[string, WireAnswer]>([
    ['a broken connection', { trouble: 'reset' }],
    ['an answer that is cut', { body: GOOD.body, trouble: 'cut' }],
    ['a compressed answer that is cut', { body: GOOD.body, packed: true, trouble: 'cut' }],
    ['a pause in seconds', { status: 429, headers: { 'retry-after': '0' } }],
    ['a pause until a date', { status: 503, headers: { 'retry-after': new Date(0).toUTCString() } }],
    ['an error of the service', { status: 500, body: error('InternalServerError', 'oops') }],
    ['a token that is refused once', { status: 401, body: error('Unauthorized', 'expired') }],
  ])('by %s is made again', async (_what, first) => {
    await answering(first, { ...GOOD, packed: true });
    const { scan } = await wire.collect(keyVaultSecret, 'kv-pay');
    expect(scan).toMatchObject({ outcome: 'complete', count: 1 });
  });

  it('is not waited for longer than a minute', async () => {
    await answering({
      status: 429,
      body: error('TooManyRequests', 'later'),
      headers: { 'retry-after': '3600' },
    });
    const { scan } = await wire.collect(keyVaultSecret, 'kv-pay');
    expect(scan.problems).toMatchObject([{ kind: 'throttled' }]);
    expect(wire.asked).toHaveLength(1);
  });

  it('for every detail costs little more than one call for each', async () => {
    const keys = Array.from({ length: 67 }, (_, n) => ({ kid: `${VAULT}/keys/k${n}`, attributes }));
    wire = await openWire(dynalite.url, ({ path }) => {
      if (path.includes('/rotationpolicy'))
        return {
          status: 500,
          body: error('InternalServerError', 'oops'),
          headers: { 'retry-after-ms': '1' },
        };
      return { body: { value: path.startsWith('/keys') ? keys : [] } };
    });
    const { scan } = await wire.collect(keyVaultKey, 'kv-pay');
    expect(scan).toMatchObject({
      outcome: 'partial',
      listed: true,
      count: 67,
      problems: [
        {
          operation: 'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
          code: 'InternalServerError',
          skcs: 67,
        },
      ],
    });
    expect(wire.asked.length).toBeLessThanOrEqual(2 + 67 + 21);
  });

  it('names the permission of the call that failed, not of the listing', async () => {
    const keys = [{ kid: `${VAULT}/keys/k`, attributes }];
    wire = await openWire(dynalite.url, ({ path }) =>
      path.includes('/rotationpolicy')
        ? { body: '<html>' }
        : { body: { value: path.startsWith('/keys') ? keys : [] } },
    );
    const { scan } = await wire.collect(keyVaultKey, 'kv-pay');
    expect(scan.problems.map(({ operation }) => operation)).toEqual([
      'Microsoft.KeyVault/vaults/keyrotationpolicies/read',
    ]);
  });
});

describe('a call without an answer', () => {
  const SHORT = { connectMs: 2_000, answerMs: 200, signInMs: 900 };

  it('is made twice, and its next detail is not waited for longer', async () => {
    wire = await openWire(dynalite.url, () => ({ trouble: 'hang' }), SHORT);
    const start = performance.now();
    const { scan } = await wire.collect(keyVaultSecret, 'kv-pay');
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(scan.problems).toMatchObject([{ code: 'NoAnswer', kind: 'unreachable' }]);
    expect(wire.asked.filter((each) => each.includes('/secrets'))).toHaveLength(2);
  });

  it('of Resource Manager does not advise to open a vault’s firewall', async () => {
    wire = await openWire(dynalite.url, () => ({ trouble: 'reset' }));
    const { manager } = wire.sessions.of(SUBSCRIPTION);
    const thrown: unknown = await manager.get('/subscriptions', z.unknown()).catch((each: unknown) => each);
    expect(azureFailure(thrown, 'any').problem.message).not.toContain('firewall');
  });
});

describe('a process', () => {
  it('ends with its last line, whatever broke before', async () => {
    wire = await openWire(dynalite.url, () => ({ trouble: 'reset' }));
    const script = new URL('../../bed/azure/one-call.ts', import.meta.url);
    const start = performance.now();
    const said = await new Promise<string>((resolve, reject) => {
      const child = fork(script, {
        // Its certificate authority is known to this process only.
        env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
        silent: true,
      });
      let text = '';
      let last = 0;
      child.stdout?.on('data', (part: Buffer) => {
        text += part.toString();
        last = performance.now();
      });
      child.on('error', reject);
      child.on('exit', () =>
        resolve(`${text.trim()} then ${performance.now() - last < 5_000 ? 'ended' : 'lingered'}`),
      );
    });
    expect(said).toBe('failed then ended');
    expect(performance.now() - start).toBeLessThan(60_000);
  });
});
