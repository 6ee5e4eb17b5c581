import { RestError } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { azureFailure } from '../../../../shared/clouds/azure/problem.ts';
import { InvalidAzureAnswer } from '../../../../shared/clouds/azure/rest.ts';
import { NAME_NOT_FOUND } from '../../../../shared/clouds/azure/denial.ts';

const OPERATION = 'Microsoft.KeyVault/vaults/secrets/readMetadata/action';
const failureOf = (error: unknown) => azureFailure(error, OPERATION);

describe('what an error of Azure means for a scan', () => {
  it('a missing role is a denial, with the action that Azure names', () => {
    const text =
      "Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/keys/read'\r\n";
    expect(failureOf(new RestError(text, { statusCode: 403, code: 'ForbiddenByRbac' }))).toMatchObject({
      denied: true,
      problem: {
        code: 'ForbiddenByRbac',
        kind: 'denied',
        missingPermission: 'Microsoft.KeyVault/vaults/keys/read',
      },
    });
  });

  it('the action is taken from Resource Manager’s message', () => {
    const text =
      "The client 'x' does not have authorization to perform action 'Microsoft.KeyVault/vaults/secrets/read' over scope";
    expect(
      failureOf(new RestError(text, { statusCode: 403, code: 'AuthorizationFailed' })).problem
        .missingPermission,
    ).toBe('Microsoft.KeyVault/vaults/secrets/read');
  });

  it.each([
    ['firewall', { statusCode: 403, code: 'ForbiddenByFirewall' }],
    ['private endpoint', { statusCode: 403, code: 'ForbiddenByConnection' }],
    ['unknown name', { code: NAME_NOT_FOUND }],
    ['silence', { code: 'ETIMEDOUT' }],
    ['proxy that reaches nothing', { statusCode: 502 }],
  ])('%s is unreachable, not a denial, with the remedy', (_what, options) => {
    const failure = failureOf(new RestError('no', options));
    expect(failure).toMatchObject({ denied: false, problem: { code: 'unreachable', kind: 'unreachable' } });
    expect(failure.problem.remedy).toContain('firewall');
    expect(failure.problem.message).toContain('private endpoint');
    expect(failure.problem.missingPermission).toBeUndefined();
  });

  it('a failure inside Azure is neither', () => {
    expect(failureOf(new RestError('oops', { statusCode: 500, code: 'InternalServerError' }))).toMatchObject({
      denied: false,
      problem: { code: 'InternalServerError', kind: 'failed' },
    });
  });

  it.each([
    ['a deny assignment', { statusCode: 403, code: 'DenyAssignmentAuthorizationFailed' }, 'policy', 'Exempt'],
    ['Azure Policy', { statusCode: 403, code: 'RequestDisallowedByPolicy' }, 'policy', 'Exempt'],
    [
      'a provider that is not registered',
      { statusCode: 409, code: 'MissingSubscriptionRegistration' },
      'disabled-api',
      'az provider register --namespace Microsoft.KeyVault',
    ],
  ])('%s is of kind %s, with the next step', (_what, options, kind, remedy) => {
    const { problem } = azureFailure(new RestError('no', options), 'Microsoft.KeyVault/vaults/read');
    expect(problem.kind).toBe(kind);
    expect(problem.remedy).toContain(remedy);
    expect(problem.remedy?.length).toBeLessThanOrEqual(100);
  });

  it('names the reading role if the action is too long for one line', () => {
    const text = "DenyAssignmentId: '0b1f6471-1bf0-4dda-aec3-cb9272f09590'";
    const { problem } = azureFailure(
      new RestError(text, { statusCode: 403, code: 'AuthorizationFailed' }),
      'Microsoft.KeyVault/vaults/keyrotationpolicies/readMetadata/action',
    );
    expect(problem).toMatchObject({ kind: 'policy', remedy: expect.stringContaining('the reading role') });
    expect(problem.remedy?.length).toBeLessThanOrEqual(100);
  });

  it.each([
    ['too many requests', new RestError('slow', { statusCode: 429, code: 'Throttled' }), 'throttled'],
    ['JSON that cannot be parsed', new RestError('no', { code: RestError.PARSE_ERROR }), 'malformed'],
    ['an answer of another form', new InvalidAzureAnswer('no value'), 'malformed'],
    ['any other error', new Error('oops'), 'failed'],
  ])('%s: the kind', (_what, error, kind) => {
    expect(failureOf(error).problem.kind).toBe(kind);
  });

  it.each([
    ['a clock that is wrong', 'AADSTS700024: Client assertion is not within its valid time range.', 'clock'],
    ['another tenant', "AADSTS90002: Tenant 'x' not found.", 'azure.tenantId'],
    [
      'a subject that does not match',
      'AADSTS700213: No matching federated identity record found',
      'ARN of the IAM role',
    ],
    ['a code that nobody foresaw', 'AADSTS99999999: something', 'refused'],
  ])('%s: says what to change', (_what, message, remedy) => {
    const wrapped = new Error('authentication failed', { cause: new Error(message) });
    const failure = failureOf(wrapped);
    expect(failure.denied).toBe(true);
    expect(failure.problem.operation).toBe('Entra sign-in');
    expect(failure.problem.message).toContain(remedy);
    expect(failure.problem.kind).toBe('denied');
    expect((failure.problem.remedy ?? '').length).toBeLessThanOrEqual(100);
  });

  it('without a sign-in: says how to sign in', () => {
    const error = Object.assign(new Error('no credential found'), { name: 'CredentialUnavailableError' });
    expect(failureOf(error).problem.message).toContain('az login');
  });

  it('prints hostile text on one line', () => {
    const failure = failureOf(new RestError('a\r\n\u001B[31mb', { statusCode: 500, code: 'X' }));
    expect(failure.problem.message).toBe('a b');
  });
});
