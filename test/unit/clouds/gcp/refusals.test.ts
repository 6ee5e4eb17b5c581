import { describe, expect, it } from 'vitest';
import { answeredError, gcpFailure, GcpError } from '../../../../shared/clouds/gcp/problem.ts';
import { openQuota } from '../../../../shared/clouds/gcp/quota.ts';
import { openGcpRest } from '../../../../shared/clouds/gcp/rest.ts';
import { Calls } from '../../../../shared/clouds/calls.ts';

const CALL = {
  host: 'iam',
  operation: 'iam:ListKeys',
  permission: 'iam.serviceAccountKeys.list',
  project: 'pay',
  path: '/v1/projects/pay/keys',
};

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
    answeredError(CALL, {
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
    const { remedy } = answeredError(
      { ...CALL, project },
      {
        status: 403,
        data: {
          error: {
            details: [
              { reason: 'SERVICE_DISABLED', metadata: { service: 'certificatemanager.googleapis.com' } },
            ],
          },
        },
      },
    );
    expect(remedy ?? 'none').toContain(command ?? 'none');
    expect((remedy ?? '').length).toBeLessThanOrEqual(100);
  });
});

describe('a disabled API', () => {
  const disabledFor = (metadata: Record<string, string>, project = 'pay') =>
    answeredError(
      { ...CALL, project },
      {
        status: 403,
        data: {
          error: {
            status: 'PERMISSION_DENIED',
            message: 'It is disabled.',
            details: [
              { reason: 'SERVICE_DISABLED', metadata: { service: 'cloudkms.googleapis.com', ...metadata } },
            ],
          },
        },
      },
      (number) => (number === '100000000001' ? 'pay' : undefined),
    ).message;

  it.each([
    ['that calls, whichever is read', { consumer: 'projects/700000000000' }, 'pay', '700000000000'],
    ['that calls, where none is read', { consumer: 'projects/700000000000' }, '-', '700000000000'],
    ['that is read, by its id', { consumer: 'projects/100000000001' }, 'pay', 'pay'],
    ['that is read, where Google names none', {}, 'pay', 'pay'],
  ])('is enabled in the project %s', (_what, metadata, project, named) => {
    expect(disabledFor(metadata, project)).toBe(
      `The API is disabled. Run: gcloud services enable cloudkms.googleapis.com --project=${named}`,
    );
  });
});

describe('what an error names', () => {
  it('is the permission of the call that failed, for every error', () => {
    const error = answeredError(CALL, { status: 500, data: { error: { message: 'Internal.' } } });
    expect(gcpFailure(error, 'another.permission')).toMatchObject({
      denied: false,
      problem: { operation: CALL.permission, code: 'HTTP 500', message: 'Internal.' },
    });
  });

  it.each([
    ['a page of a proxy', { status: 502, data: undefined }, 'HTTP 502', 'not JSON'],
    [
      'a gateway',
      { status: 400, data: { error: 'bad_gate', error_description: 'Odd.' } },
      'bad_gate',
      'Odd.',
    ],
    [
      'the older form',
      { status: 403, data: { error: { message: 'Slow.', errors: [{ reason: 'rateLimitExceeded' }] } } },
      'rateLimitExceeded',
      'Slow.',
    ],
    [
      'members in another form',
      { status: 403, data: { error: { status: 'PERMISSION_DENIED', message: 'No.', details: 'x' } } },
      'PERMISSION_DENIED',
      'No.',
    ],
    [
      'a code like a member of all objects',
      { status: 403, data: { error: { status: 'constructor' } } },
      'constructor',
      '',
    ],
  ])('is code and words of %s', (_what, answer, code, message) => {
    const { problem } = gcpFailure(answeredError(CALL, answer), 'x');
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(message);
  });
});
