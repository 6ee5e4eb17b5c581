import { describe, expect, it } from 'vitest';
import { answeredError } from '../../../../shared/clouds/gcp/problem.ts';
import { openQuota } from '../../../../shared/clouds/gcp/quota.ts';
import { openGcpRest } from '../../../../shared/clouds/gcp/rest.ts';
import { Calls } from '../../../../shared/clouds/calls.ts';

const CALL = { host: 'iam', operation: 'iam:ListKeys', project: 'pay', path: '/v1/projects/pay/keys' };

describe('a call that nobody is signed in for', () => {
  it('says how to sign in, instead of pointing to a page', async () => {
    const rest = openGcpRest({
      auth: () =>
        Promise.reject(
          new Error('Could not load the default credentials. Browse to https://cloud.google.com'),
        ),
      signOut: () => undefined,
      endpoint: undefined,
      calls: new Calls(),
      quota: openQuota(),
    });
    await expect(rest.ask(CALL)).rejects.toMatchObject({
      name: 'GcpError',
      operation: 'sts:token',
      code: 'NoCredentials',
      message: expect.stringContaining('gcloud auth application-default login'),
    });
  });
});

describe('an API that is off', () => {
  const answer = (consumer: string) => ({
    status: 403,
    data: {
      error: {
        status: 'PERMISSION_DENIED',
        message: 'It is disabled.',
        details: [
          { reason: 'SERVICE_DISABLED', metadata: { service: 'cloudasset.googleapis.com', consumer } },
        ],
      },
    },
  });

  it.each([
    ['of the project that is read', 'pay', 'pay'],
    ['of the project that signs in, where no project is asked for', '-', '700000000000'],
  ])('is switched on by the command %s', (_what, project, named) => {
    const error = answeredError('cloudasset:ListAssets', project, answer('projects/700000000000'));
    expect(error.message).toBe(
      `The API is off. gcloud services enable cloudasset.googleapis.com --project=${named}`,
    );
  });
});
