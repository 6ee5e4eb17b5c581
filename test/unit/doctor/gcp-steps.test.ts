import { describe, expect, it } from 'vitest';
import type { ProbedCloud } from '../../../doctor/contract.ts';
import { gcpSteps } from '../../../doctor/gcp/steps.ts';
import { GCP_STEPS } from '../../../shared/clouds/gcp/connecting.ts';
import { configSchema } from '../../../shared/rules/config.ts';
import type { Problem } from '../../../shared/model/target.ts';

const NAMED = configSchema.parse({
  gcp: {
    workloadIdentity: {
      audience:
        '//iam.googleapis.com/projects/700000000000/locations/global/workloadIdentityPools/skc/providers/aws',
    },
    serviceAccount: 'skc-watch@sec-tools-4711.iam.gserviceaccount.com',
  },
});

const identity = {
  accountId: '111111111111',
  partition: 'aws',
  arn: 'arn:aws:sts::111111111111:assumed-role/a/b',
};

async function stepAfter(unlisted: Problem, title: string) {
  const { gcp: config } = NAMED;
  if (config === undefined) throw new Error('the configuration names no Google Cloud');
  const probed: ProbedCloud = {
    request: { now: '2026-11-21T06:00:00Z', config: NAMED, identity, only: undefined },
    unlisted,
    listed: [],
    accounts: [],
  };
  const steps = await gcpSteps(probed, { config, federated: true });
  return steps.find(({ subject }) => subject === title);
}

describe('a sign-in to Google Cloud that failed before Google responded', () => {
  it('suggests no change of the provider if Google could not be reached', async () => {
    const unreached = {
      operation: 'sts:token',
      code: 'ENOTFOUND',
      message: 'Could not sign in: getaddrinfo',
    };
    expect(await stepAfter(unreached, GCP_STEPS.pool)).toMatchObject({
      state: 'wrong',
      nextStep: expect.stringContaining('No permission is missing'),
    });
  });

  it('suggests a deployment if the role that Google trusts cannot be assumed', async () => {
    const message =
      'Could not sign in: not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1';
    const refused = { operation: 'sts:token', code: 'AccessDenied', message };
    expect(await stepAfter(refused, GCP_STEPS.pool)).toMatchObject({
      nextStep: 'Deploy again: npm run deploy',
    });
  });

  it('suggests creating the service account if it does not exist', async () => {
    const none = { operation: 'iamcredentials:GenerateAccessToken', code: 'NOT_FOUND', message: 'Not found' };
    expect(await stepAfter(none, GCP_STEPS.account)).toMatchObject({
      state: 'wrong',
      nextStep: expect.stringContaining('gcp.serviceAccount'),
    });
    expect(await stepAfter(none, GCP_STEPS.pool)).toMatchObject({ state: 'fine' });
  });
});
