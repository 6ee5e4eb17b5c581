import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signInToSandbox } from '../../bed/sandbox/sign-in.ts';
import { generateEstate } from '../../../sandbox/estate/generate.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { gcpFailure, GcpError } from '../../../shared/clouds/gcp/problem.ts';
import type { GcpConfig } from '../../../shared/config/gcp.ts';
import { AUDIENCE, EPOCH, gcpEstate, gcpProject, gcpReader, SERVICE_ACCOUNT } from '../../bed/gcp/stage.ts';

const CONFIG: GcpConfig = {
  organisationId: '600000000000',
  include: { projects: [] },
  exclude: { projects: [] },
  locations: [],
  assetInventory: false,
  workloadIdentity: { audience: AUDIENCE },
  serviceAccount: SERVICE_ACCOUNT,
};

let sandbox: Sandbox;
beforeEach(async () => {
  const gcp = gcpEstate([gcpProject('pay-prod-1', '100000000001')]);
  sandbox = await startSandbox({
    estate: { ...generateEstate({ accounts: 2, skcs: 0, seed: 1, epoch: EPOCH }), gcp },
  });
  signInToSandbox(process.env, sandbox.url);
});
afterEach(async () => {
  vi.useRealTimers();
  await sandbox.close();
});

async function refusal(config: GcpConfig): Promise<GcpError> {
  const error = await gcpReader(sandbox, config)
    .accounts()
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof GcpError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

describe('signing in to Google Cloud with the AWS role', () => {
  it('exchanges a signed GetCallerIdentity and acts as the service account', async () => {
    const { accounts, missing } = await gcpReader(sandbox, CONFIG).accounts();
    expect(accounts).toMatchObject([{ key: 'gcp#pay-prod-1', status: 'active' }]);
    expect(missing).toBe('hidden');
  });

  it('names the audience if the provider is not the configured one', async () => {
    const audience = AUDIENCE.replace('/aws', '/other');
    const error = await refusal({ ...CONFIG, workloadIdentity: { audience } });
    expect(error).toMatchObject({ operation: 'sts:token', code: 'invalid_target' });
    expect(error.message).toContain('gcp.workloadIdentity.audience');
  });

  it('names the account when the provider trusts another', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = '200000000001';
    const error = await refusal(CONFIG);
    expect(error).toMatchObject({ operation: 'sts:token', code: 'invalid_grant' });
    expect(error.message).toContain('AWS account');
  });

  it('names the clock when the assertion is too old', async () => {
    const lateMs = 20 * 60_000;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - lateMs });
    sandbox.gcp?.setWallClock(() => new Date(Date.now() + lateMs));
    const error = await refusal(CONFIG);
    expect(error).toMatchObject({ operation: 'sts:token', code: 'invalid_grant' });
    expect(error.message).toContain('Correct the clock');
  });

  it('names the missing binding when the service account cannot be impersonated', async () => {
    const error = await refusal({
      ...CONFIG,
      serviceAccount: 'other@sec-tools-4711.iam.gserviceaccount.com',
    });
    const { denied, problem } = gcpFailure(error, 'resourcemanager.projects.get');
    expect(denied).toBe(true);
    expect(problem).toMatchObject({
      operation: 'iamcredentials:GenerateAccessToken',
      code: 'PERMISSION_DENIED',
      missingPermission: 'iam.serviceAccounts.getAccessToken',
    });
    expect(problem.message).toContain('roles/iam.workloadIdentityUser');
  });

  it('signs in again when a token is revoked during a run', async () => {
    const reader = gcpReader(sandbox, CONFIG);
    await reader.accounts();
    sandbox.gcp?.revokeTokens();
    expect((await reader.accounts()).accounts).toHaveLength(1);
    expect(sandbox.calls.list().map(({ status }) => status)).toEqual([200, 401, 200]);
  });
});
