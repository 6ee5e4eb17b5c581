import type { KeyMetadata } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../shared/model/target.ts';
import { normaliseKey } from '../../../../shared/sources/aws/kms-key-fields.ts';

const target: Target = {
  account: 'aws#123456789012',
  cloud: 'aws',
  location: 'eu-west-1',
  source: 'aws.kms-key',
};
const ARN = 'arn:aws:kms:eu-west-1:123456789012:key/1';
const MADE = new Date('2026-01-01T00:00:00Z');
const on = { enabled: true, periodDays: 365, nextAt: new Date('2027-01-01T00:00:00Z') };

const normal = (
  over: Partial<KeyMetadata> = {},
  rotation?: Parameters<typeof normaliseKey>[2],
  aliases: string[] = ['alias/data'],
  context: Parameters<typeof normaliseKey>[4] = { now: '2026-11-21T06:00:00Z' },
) =>
  normaliseKey(
    {
      KeyId: '1',
      Arn: ARN,
      CreationDate: MADE,
      KeyState: 'Enabled',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      Origin: 'AWS_KMS',
      ...(over.Origin === 'EXTERNAL' ? { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } : {}),
      ...over,
    },
    { keyId: '1', arn: ARN, aliases },
    rotation,
    target,
    context,
  );

describe('a KMS key', () => {
  it.each([
    ['Creating', 'pre-activation'],
    ['PendingImport', 'pre-activation'],
    ['Enabled', 'active'],
    ['Updating', 'active'],
    ['Disabled', 'suspended'],
    ['Unavailable', 'suspended'],
    ['PendingDeletion', 'deactivated'],
    ['PendingReplicaDeletion', 'deactivated'],
  ] as const)('whose state is %s is %s', (KeyState, state) => {
    expect(normal({ KeyState })).toMatchObject({ state, status: KeyState, unknown: {} });
  });

  it.each([
    ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'AWS_KMS'],
    ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'EXTERNAL'],
    ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'AWS_CLOUDHSM'],
    ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'EXTERNAL_KEY_STORE'],
    ['RSA_4096', 'SIGN_VERIFY', 'AWS_KMS'],
    ['HMAC_256', 'GENERATE_VERIFY_MAC', 'AWS_KMS'],
    ['ECC_NIST_P256', 'KEY_AGREEMENT', 'AWS_KMS'],
  ] as const)('of %s for %s from %s keeps the cloud’s words', (KeySpec, KeyUsage, Origin) => {
    expect(normal({ KeySpec, KeyUsage, Origin })).toMatchObject({
      keyAlgorithm: KeySpec,
      keyUsage: KeyUsage,
      origin: Origin,
      unknown: {},
    });
  });

  it('has a rotation period and a next date only if it rotates', () => {
    expect(normal({}, on)).toMatchObject({
      rotationEnabled: true,
      rotationPeriodDays: 365,
      rotationDueAt: '2027-01-01T00:00:00Z',
    });
    const off = normal({}, { ...on, enabled: false });
    expect(off).toMatchObject({ rotationEnabled: false });
    expect([off.rotationPeriodDays, off.rotationDueAt]).toEqual([undefined, undefined]);
  });

  it('whose rotation could not be read is unknown, not off', () => {
    const skc = normal({}, { unread: 'AccessDeniedException on kms:GetKeyRotationStatus' });
    expect(skc.rotationEnabled).toBeUndefined();
    expect(skc.unknown).toEqual({ rotationEnabled: 'AccessDeniedException on kms:GetKeyRotationStatus' });
  });

  it('with imported material expires with its material', () => {
    const ValidTo = new Date('2027-03-01T00:00:00Z');
    expect(normal({ Origin: 'EXTERNAL', ValidTo })).toMatchObject({
      expiresAt: '2027-03-01T00:00:00Z',
      destroysItself: true,
    });
    expect(normal({ Origin: 'EXTERNAL' }).destroysItself).toBeUndefined();
  });

  it('that is a replica names its primary, and a primary does not', () => {
    const primary = 'arn:aws:kms:us-east-1:123456789012:key/mrk-1';
    const PrimaryKey = { Arn: primary, Region: 'us-east-1' };
    expect(
      normal({ MultiRegionConfiguration: { MultiRegionKeyType: 'REPLICA', PrimaryKey } }).replicaOf,
    ).toBe(primary);
    expect(
      normal({ MultiRegionConfiguration: { MultiRegionKeyType: 'PRIMARY', PrimaryKey } }).replicaOf,
    ).toBeUndefined();
  });

  it('is named after its first alias, or its id', () => {
    expect(normal({}, undefined, ['alias/app/one', 'alias/two'])).toMatchObject({
      name: 'app/one',
      details: { aliases: 'alias/app/one, alias/two' },
    });
    expect(normal({}, undefined, []).name).toBe('1');
  });

  it('that is scheduled for deletion has the date', () => {
    const DeletionDate = new Date('2026-12-24T00:00:00Z');
    expect(normal({ KeyState: 'PendingDeletion', DeletionDate })).toMatchObject({
      deletionDueAt: '2026-12-24T00:00:00Z',
      state: 'deactivated',
    });
  });
});
