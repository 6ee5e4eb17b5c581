import { describe, expect, it } from 'vitest';
import { answeredError, gcpFailure, GcpError } from '../../../../shared/clouds/gcp/problem.ts';
import { openQuota } from '../../../../shared/clouds/gcp/quota.ts';
import { openGcpRest } from '../../../../shared/clouds/gcp/rest.ts';
import { Calls } from '../../../../shared/clouds/calls.ts';

const CALL = { host: 'iam', operation: 'iam:ListKeys', project: 'pay', path: '/v1/projects/pay/keys' };

describe('a call without a sign-in', () => {
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

const DENIED_BY_POLICY = 'Permission denied by an IAM deny policy.';

describe('the kind of a problem', () => {
  const ofReason = (status: number, reason: string, message = 'no') =>
    answeredError('kms:List', 'pay', {
      status,
      data: {
        error: { message, details: [{ reason, metadata: { service: 'cloudkms.googleapis.com' } }] },
      },
    });

  it.each([
    ['a permission', ofReason(403, 'IAM_PERMISSION_DENIED'), 'denied', undefined],
    ['an API', ofReason(403, 'SERVICE_DISABLED'), 'disabled-api', 'Run: gcloud services enable cloudkms'],
    ['a perimeter', ofReason(403, 'SECURITY_POLICY_VIOLATED'), 'policy', 'VPC Service Controls'],
    ['a deny policy', ofReason(403, 'IAM_PERMISSION_DENIED', DENIED_BY_POLICY), 'policy', 'IAM deny policy'],
    ['a missing key', ofReason(404, 'NOT_FOUND', DENIED_BY_POLICY), 'failed', undefined],
    ['a rate', ofReason(429, 'RATE_LIMIT_EXCEEDED'), 'throttled', undefined],
    ['a status', new GcpError('a:b', { code: 'HTTP 429', status: 429, message: '' }), 'throttled', undefined],
    ['no name', new GcpError('a:b', { code: 'ENOTFOUND', message: '' }), 'unreachable', undefined],
    ['another form', new GcpError('a:b', { code: 'BadAnswer', message: '' }), 'malformed', undefined],
    ['another error', ofReason(404, 'CONSUMER_INVALID'), 'failed', undefined],
    ['no error of Google', new Error('oops'), 'failed', undefined],
  ])('%s', (_what, error, kind, remedy) => {
    const { problem } = gcpFailure(error, 'cloudkms.cryptoKeys.list');
    expect(problem.kind).toBe(kind);
    expect(problem.remedy ?? 'none').toContain(remedy ?? 'none');
  });

  it.each([
    ['the longest names', 'p'.repeat(30), 'gcloud services enable certificatemanager.googleapis.com'],
    ['a name that is none', 'p; rm -rf', undefined],
  ])('gives a command for %s within 100 characters, or none', (_what, project, command) => {
    const { remedy } = answeredError('certificatemanager:ListCertificates', project, {
      status: 403,
      data: {
        error: {
          details: [
            { reason: 'SERVICE_DISABLED', metadata: { service: 'certificatemanager.googleapis.com' } },
          ],
        },
      },
    });
    expect(remedy ?? 'none').toContain(command ?? 'none');
    expect((remedy ?? '').length).toBeLessThanOrEqual(100);
  });
});

describe('a disabled API', () => {
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
  ])('is enabled by the command %s', (_what, project, named) => {
    const error = answeredError('cloudasset:ListAssets', project, answer('projects/700000000000'));
    expect(error.message).toBe(
      `The API is disabled. Run: gcloud services enable cloudasset.googleapis.com --project=${named}`,
    );
  });
});
