import { KeyManagementServiceClient } from '@google-cloud/kms';
import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import * as grpc from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { signInToGcp } from '../../../shared/clouds/gcp/sign-in.ts';
import { addDays } from '../../../shared/model/instant.ts';
import { AUDIENCE, EPOCH, gcpEstate, gcpProject, SERVICE_ACCOUNT } from '../../bed/gcp/stage.ts';

const at = (days: number) => addDays(EPOCH, days);
const seconds = (days: number) => String(Date.parse(at(days)) / 1000);
const PROJECT = 'projects/pay-prod-1';
const RING = `${PROJECT}/locations/europe-west3/keyRings/pay`;

let sandbox: Sandbox;
let secrets: Record<'gRPC' | 'REST', SecretManagerServiceClient>;
let keys: Record<'gRPC' | 'REST', KeyManagementServiceClient>;

beforeAll(async () => {
  const gcp = gcpEstate([
    gcpProject('pay-prod-1', '100000000001', {
      secrets: [
        {
          name: 'db',
          createdAt: at(-90),
          versions: [at(-90), at(-5)],
          rotation: { everyDays: 30, firstAt: at(-60) },
          labels: { team: 'pay' },
          expiresAt: at(100),
        },
        { name: 'local', region: 'europe-west3', createdAt: at(-3), versions: [at(-3)] },
      ],
      keys: [
        {
          ring: 'pay',
          name: 'ledger',
          location: 'europe-west3',
          createdAt: at(-400),
          purpose: 'ENCRYPT_DECRYPT',
          algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION',
          protectionLevel: 'HSM',
          rotation: { everyDays: 365, firstAt: at(-35) },
        },
      ],
    }),
  ]);
  sandbox = await startSandbox({
    estate: { ...generateEstate({ accounts: 1, skcs: 0, seed: 1, epoch: EPOCH }), gcp },
  });
  signInToSandbox(process.env, sandbox.url);
  // Without TLS no token is sent, so none is requested from a metadata server.
  process.env['METADATA_SERVER_DETECTION'] = 'none';
  const address = { apiEndpoint: '127.0.0.1', projectId: 'pay-prod-1' };
  const byGrpc = {
    ...address,
    port: await sandbox.gcp?.grpcPort(),
    sslCreds: grpc.credentials.createInsecure(),
  };
  const authClient = await signInToGcp({
    audience: AUDIENCE,
    serviceAccount: SERVICE_ACCOUNT,
    endpoint: `${sandbox.url}/_gcp`,
    environment: process.env,
  });
  const byRest = { ...address, port: sandbox.gcp?.restPort, protocol: 'http', fallback: true, authClient };
  secrets = { gRPC: new SecretManagerServiceClient(byGrpc), REST: new SecretManagerServiceClient(byRest) };
  keys = { gRPC: new KeyManagementServiceClient(byGrpc), REST: new KeyManagementServiceClient(byRest) };
});

afterAll(async () => {
  await Promise.all([...Object.values(secrets), ...Object.values(keys)].map((client) => client.close()));
  await sandbox.close();
});

describe.each(['gRPC', 'REST'] as const)("Google's own clients over %s", (transport) => {
  it('read secrets with their schedule, expiry and versions', async () => {
    const [listed] = await secrets[transport].listSecrets({ parent: PROJECT });
    expect(listed).toMatchObject([
      {
        name: 'projects/100000000001/secrets/db',
        createTime: { seconds: seconds(-90) },
        expireTime: { seconds: seconds(100) },
        rotation: {
          nextRotationTime: { seconds: seconds(30) },
          rotationPeriod: { seconds: String(30 * 86_400) },
        },
        labels: { team: 'pay' },
        replication: { replication: 'automatic' },
      },
    ]);
    const [versions] = await secrets[transport].listSecretVersions({ parent: listed[0]?.name ?? '' });
    expect(versions).toMatchObject([
      {
        name: 'projects/100000000001/secrets/db/versions/2',
        createTime: { seconds: seconds(-5) },
        state: 'ENABLED',
      },
      { name: 'projects/100000000001/secrets/db/versions/1' },
    ]);
  });

  it('read regional secrets from their region', async () => {
    const [listed] = await secrets[transport].listSecrets({ parent: `${PROJECT}/locations/europe-west3` });
    expect(listed.map(({ name }) => name)).toEqual([
      'projects/100000000001/locations/europe-west3/secrets/local',
    ]);
  });

  it('read keys with their primary version', async () => {
    const [rings] = await keys[transport].listKeyRings({ parent: `${PROJECT}/locations/europe-west3` });
    expect(rings.map(({ name }) => name)).toEqual([RING]);
    const [listed] = await keys[transport].listCryptoKeys({ parent: RING });
    expect(listed).toMatchObject([
      {
        name: `${RING}/cryptoKeys/ledger`,
        purpose: 'ENCRYPT_DECRYPT',
        rotationPeriod: { seconds: String(365 * 86_400) },
        nextRotationTime: { seconds: seconds(330) },
        primary: { state: 'ENABLED', protectionLevel: 'HSM', generateTime: { seconds: seconds(-35) } },
        destroyScheduledDuration: { seconds: String(30 * 86_400) },
      },
    ]);
  });

  it('follow pages of one entry', async () => {
    const parent = 'projects/pay-prod-1/secrets/db';
    const first = await secrets[transport].listSecretVersions(
      { parent, pageSize: 1 },
      { autoPaginate: false },
    );
    expect(first[0]).toHaveLength(1);
    const [second, after] = await secrets[transport].listSecretVersions(
      { ...first[1] },
      { autoPaginate: false },
    );
    expect(second.map(({ name }) => name)).toEqual(['projects/100000000001/secrets/db/versions/1']);
    expect(after).toBeNull();
  });

  it('are refused every value, and the call is recorded', async () => {
    sandbox.calls.clear();
    const name = `${PROJECT}/secrets/db/versions/latest`;
    await expect(secrets[transport].accessSecretVersion({ name })).rejects.toThrow('PERMISSION_DENIED');
    const key = `${RING}/cryptoKeys/ledger`;
    await expect(keys[transport].decrypt({ name: key, ciphertext: 'eA==' })).rejects.toThrow(
      'PERMISSION_DENIED',
    );
    expect(sandbox.calls.list().map(({ operation, valueRead }) => [operation, valueRead])).toEqual([
      ['AccessSecretVersion', true],
      ['UseKey', true],
    ]);
  });
});
