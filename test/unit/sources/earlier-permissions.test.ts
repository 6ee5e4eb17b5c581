import { describe, expect, it } from 'vitest';
import { newPermissions } from '../../bed/new-permissions.ts';
import { EARLIER_PERMISSIONS, isNewPermission } from '../../../shared/sources/earlier-permissions.ts';

describe('permissions that a role of the previous release lacks', () => {
  it('are those of the sources that this release adds', () => {
    expect(newPermissions('aws')).toEqual([
      'iam:GetAccountAuthorizationDetails',
      'iam:ListServerCertificates',
      'iam:ListServiceSpecificCredentials',
      'ssm:DescribeParameters',
    ]);
    expect(newPermissions('azure')).toEqual([]);
    expect(newPermissions('gcp')).toEqual([]);
  });

  it('are recognised by name, each in its own cloud', () => {
    expect(isNewPermission('aws', 'ssm:DescribeParameters')).toBe(true);
    expect(isNewPermission('aws', 'kms:ListKeys')).toBe(false);
    expect(isNewPermission('gcp', 'kms:ListKeys')).toBe(true);
    expect(EARLIER_PERMISSIONS.aws).toContain('account:ListRegions');
  });
});
