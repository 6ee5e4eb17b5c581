import type { ServiceSpecificCredentialMetadata } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../shared/model/target.ts';
import { normaliseCredential } from '../../../../shared/sources/aws/iam-service-specific-credential.ts';

const target: Target = {
  account: 'aws#123456789012',
  cloud: 'aws',
  location: 'global',
  source: 'aws.iam-service-specific-credential',
};
const LISTED: ServiceSpecificCredentialMetadata = {
  UserName: 'model',
  Status: 'Active',
  ServiceCredentialAlias: 'model-at-123456789012-1',
  CreateDate: new Date('2026-01-02T03:04:05Z'),
  ServiceSpecificCredentialId: 'ACCAEXAMPLE123EXAMPLE',
  ServiceName: 'bedrock.amazonaws.com',
};
const normal = (over: Partial<ServiceSpecificCredentialMetadata> = {}) =>
  normaliseCredential({ ...LISTED, ...over }, target, 'aws');

describe('a service-specific credential', () => {
  it('has its own id below its user', () => {
    expect(normal()).toMatchObject({
      id: 'arn:aws:iam::123456789012:user/model/service-specific-credential/ACCAEXAMPLE123EXAMPLE',
      name: 'model/model-at-123456789012-1',
      details: { user: 'model', service: 'bedrock.amazonaws.com' },
    });
  });

  it('expires if it was created with a lifetime', () => {
    expect(normal({ ExpirationDate: new Date('2026-04-02T03:04:05Z') })?.expiresAt).toBe(
      '2026-04-02T03:04:05Z',
    );
  });

  it('without an expiry never expires, which is a known fact', () => {
    expect(normal()?.expiresAt).toBeUndefined();
    expect(normal()?.unknown).toEqual({});
  });

  it.each([
    ['Active', 'active'],
    ['Inactive', 'suspended'],
    ['Expired', 'deactivated'],
  ] as const)('%s: %s', (Status, state) => {
    expect(normal({ Status })).toMatchObject({ state, status: Status });
  });

  it('is as old as its CreateDate; without one its age is unknown', () => {
    expect(normal()?.versionCreatedAt).toBe('2026-01-02T03:04:05Z');
    expect(normal({ CreateDate: undefined })?.unknown['versionCreatedAt']).toMatch(/no CreateDate/);
  });

  it('is named after its user name for the service if it has no alias', () => {
    const over = { ServiceCredentialAlias: undefined, ServiceUserName: 'git-at-123456789012' };
    expect(normal(over)?.name).toBe('model/git-at-123456789012');
    expect(normal({ ServiceCredentialAlias: undefined })?.name).toBe('model/ACCAEXAMPLE123EXAMPLE');
  });

  it('without an id or a user is left out', () => {
    expect(normal({ ServiceSpecificCredentialId: undefined })).toBeUndefined();
    expect(normal({ UserName: undefined })).toBeUndefined();
  });
});
