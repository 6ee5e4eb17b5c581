import { describe, expect, it } from 'vitest';
import { awsFailure } from '../../../../shared/clouds/aws/problem.ts';

const OPERATION = 'kms:ListKeys';

function failureOf(name: string, message = 'no', more: object = {}) {
  return awsFailure(Object.assign(new Error(message), { name, ...more }), OPERATION);
}

describe('what an error of AWS means for a scan', () => {
  it('a missing permission is a denial, naming the action that AWS names', () => {
    const text = 'User: x is not authorized to perform: sts:AssumeRole on resource: y';
    expect(failureOf('AccessDenied', text)).toMatchObject({
      denied: true,
      problem: { kind: 'denied', operation: 'sts:AssumeRole', missingPermission: 'sts:AssumeRole' },
    });
  });

  it.each([
    ['with an explicit deny in a service control policy', 'service control policy'],
    ['because no service control policy allows the kms:ListKeys action', 'service control policy'],
    ['with an explicit deny in a resource control policy', 'resource control policy'],
    ['because no VPC endpoint policy allows the kms:ListKeys action', 'VPC endpoint policy'],
    ['with an explicit deny in a resource-based policy', 'resource-based policy'],
    ['because no permissions boundary allows the kms:ListKeys action', 'permissions boundary'],
  ])('denied "%s" is of kind policy, naming the policy', (why, policy) => {
    const text = `User: x is not authorized to perform: kms:ListKeys on resource: * ${why}`;
    const { denied, problem } = failureOf('AccessDeniedException', text);
    expect(denied).toBe(true);
    expect(problem).toMatchObject({
      kind: 'policy',
      remedy: `Allow kms:ListKeys in the ${policy}, or accept it as expected.`,
    });
  });

  it.each([
    'with an explicit deny in an identity-based policy',
    'because no resource-based policy allows the kms:ListKeys action',
  ])('denied "%s" is of kind denied: a grant helps', (why) => {
    expect(failureOf('AccessDenied', why).problem.kind).toBe('denied');
  });

  it('a region that is not enabled is of kind disabled-api, with the next step', () => {
    const { denied, problem } = failureOf('OptInRequired');
    expect(denied).toBe(true);
    expect(problem).toMatchObject({ kind: 'disabled-api', remedy: expect.stringContaining('Enable') });
    expect(problem.remedy?.length).toBeLessThanOrEqual(100);
  });

  it.each([
    ['ThrottlingException', {}, 'throttled'],
    ['TooManyRequestsException', {}, 'throttled'],
    ['Error', { code: 'ENOTFOUND' }, 'unreachable'],
    ['TimeoutError', {}, 'unreachable'],
    ['Error', { code: 'ECONNRESET' }, 'failed'],
    ['InternalServiceError', {}, 'failed'],
  ])('%s %o is of kind %s', (name, more, kind) => {
    expect(failureOf(name, 'no', more)).toMatchObject({ denied: false, problem: { kind } });
  });

  it('an answer that cannot be parsed is malformed', () => {
    expect(awsFailure(new SyntaxError('Unexpected token <'), OPERATION).problem.kind).toBe('malformed');
  });
});
